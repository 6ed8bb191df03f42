// Which file the shim wrote, from its answer to "snapshot".
#ifndef LEAKTRACE_REPORT_CLI_SNAPSHOT_PATH_H_
#define LEAKTRACE_REPORT_CLI_SNAPSHOT_PATH_H_

#include <string>

namespace leaktrace::report {

// `reply` is "sequence=<n>"; the file is named after it. Another reply gives
// the directory.
std::string SnapshotPath(const std::string& series_directory,
                         const std::string& reply);

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_CLI_SNAPSHOT_PATH_H_
