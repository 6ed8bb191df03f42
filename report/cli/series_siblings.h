// Processes of the same run: a server's workers beside it.
#ifndef LEAKTRACE_REPORT_CLI_SERIES_SIBLINGS_H_
#define LEAKTRACE_REPORT_CLI_SERIES_SIBLINGS_H_

#include <string>

#include "report/profile/snapshot_directory.h"

namespace leaktrace::report {

// In words, the series in directory `base` that were written while `chosen`
// was; empty if there are none. Nobody shall take the newest for all of them.
std::string OtherProcesses(const std::string& base,
                           const SnapshotDirectory& chosen);

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_CLI_SERIES_SIBLINGS_H_
