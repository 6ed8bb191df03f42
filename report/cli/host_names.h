// Which addresses stay on this machine, and which names a request may have
// been sent to.
#ifndef LEAKTRACE_REPORT_CLI_HOST_NAMES_H_
#define LEAKTRACE_REPORT_CLI_HOST_NAMES_H_

#include <string>
#include <string_view>

namespace leaktrace::report {

// "127.0.0.1", "127.1.2.3", "::1", "localhost".
bool IsLoopback(std::string_view address);

// Whether a request with this Host header is meant for us. A page of another
// site whose name was made to lead here (DNS rebinding) is not: only addresses,
// "localhost" and `own_name` (may be empty) are accepted.
bool IsOurHost(std::string_view header, std::string_view own_name);

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_CLI_HOST_NAMES_H_
