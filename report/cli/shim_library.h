// Where libleaktrace.so is, and the environment that loads it into a program.
#ifndef LEAKTRACE_REPORT_CLI_SHIM_LIBRARY_H_
#define LEAKTRACE_REPORT_CLI_SHIM_LIBRARY_H_

#include <string>

#include "absl/status/statusor.h"

namespace leaktrace::report {

// LEAKTRACE_LIBRARY, then beside this executable (installed, or in a build
// tree), then where `cmake --install` puts it.
absl::StatusOr<std::string> FindShimLibrary();

// LD_PRELOAD with `library` in front of the entries of `existing`.
std::string PreloadList(const std::string& library,
                        const std::string& existing);

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_CLI_SHIM_LIBRARY_H_
