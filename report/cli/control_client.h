// One question to the shim inside a running process.
#ifndef LEAKTRACE_REPORT_CLI_CONTROL_CLIENT_H_
#define LEAKTRACE_REPORT_CLI_CONTROL_CLIENT_H_

#include <string>

#include "absl/status/statusor.h"

namespace leaktrace::report {

// Sends `request` to the control socket in `series_directory` and returns the
// reply after its "ok". FAILED_PRECONDITION: the shim refused. UNAVAILABLE:
// nobody listens. DEADLINE_EXCEEDED: no answer within `timeout_seconds`.
absl::StatusOr<std::string> AskProcess(const std::string& series_directory,
                                       const std::string& request,
                                       int timeout_seconds);

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_CLI_CONTROL_CLIENT_H_
