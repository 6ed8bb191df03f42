// Text files that people write: read whole, refused when they are too large to
// be one.
#ifndef LEAKTRACE_REPORT_CLI_SMALL_FILE_H_
#define LEAKTRACE_REPORT_CLI_SMALL_FILE_H_

#include <string>

#include "absl/status/statusor.h"

namespace leaktrace::report {

// Without a byte order mark. NotFound: `option` of the command line named a
// file that is not there. InvalidArgument: a directory, or more than 16 MiB.
absl::StatusOr<std::string> ReadSmallFile(const std::string& path,
                                          const std::string& option);

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_CLI_SMALL_FILE_H_
