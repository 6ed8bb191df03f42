// How a command fails: one line on stderr and an exit status.
#ifndef LEAKTRACE_REPORT_CLI_FAILURE_H_
#define LEAKTRACE_REPORT_CLI_FAILURE_H_

#include <string>

#include "absl/status/status.h"

namespace leaktrace::report {

// "leaktrace: <message>". Returns kExitInvalidInput, or kExitUsage for an
// internal error.
int Fail(const absl::Status& status);

// The same for a wrong command line.
int FailUsage(const std::string& message);

// "leaktrace: warning: <message>"; the command goes on.
void Warn(const std::string& message);

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_CLI_FAILURE_H_
