// The interactive side of `leaktrace watch`.
#ifndef LEAKTRACE_REPORT_CLI_WATCH_SCREEN_H_
#define LEAKTRACE_REPORT_CLI_WATCH_SCREEN_H_

#include "report/cli/watched_series.h"

namespace leaktrace::report {

// Takes the terminal until "q", Ctrl-C or a signal to end; returns the exit
// status.
int RunWatchScreen(WatchedSeries* series);

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_CLI_WATCH_SCREEN_H_
