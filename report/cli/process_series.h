// Which directory the snapshots of a running process go to.
#ifndef LEAKTRACE_REPORT_CLI_PROCESS_SERIES_H_
#define LEAKTRACE_REPORT_CLI_PROCESS_SERIES_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"

namespace leaktrace::report {

// The series directory of process `pid` that has a control socket. Looks into
// `directory` only if it is not empty; else into LEAKTRACE_DIR, leaktrace.out,
// and those of the process itself, in its own root and under its own pid if it
// runs in a container.
absl::StatusOr<std::string> FindSeriesOfProcess(int64_t pid,
                                                const std::string& directory);

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_CLI_PROCESS_SERIES_H_
