// What has to be guessed before profiles of others can be judged: when they
// were taken, and when their objects were born.
#ifndef LEAKTRACE_REPORT_CLI_FOREIGN_SERIES_H_
#define LEAKTRACE_REPORT_CLI_FOREIGN_SERIES_H_

#include <string>
#include <vector>

#include "report/analysis/snapshot_series.h"

namespace leaktrace::report {

// Returns what was guessed, in words; nothing for leaktrace's own series.
std::vector<std::string> CompleteForeignSeries(SnapshotSeries* series);

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_CLI_FOREIGN_SERIES_H_
