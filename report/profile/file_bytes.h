// Whole files in and out of memory, with errors that name the file, the cause
// and the remedy.
#ifndef LEAKTRACE_REPORT_PROFILE_FILE_BYTES_H_
#define LEAKTRACE_REPORT_PROFILE_FILE_BYTES_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace leaktrace::report {

// Refuses directories and files above kMaxProfileBytes (see gzip.h).
absl::StatusOr<std::string> ReadFileBytes(const std::string& path);

// The same into `buffer`, which only grows and may be used again and again.
absl::StatusOr<std::string_view> ReadFileBytes(const std::string& path,
                                               std::string& buffer);

// Writes a temporary file beside `path` and renames it, so that a reader never
// sees half a file. Replaces an existing one, or the one that a link leads to;
// devices and pipes are written to.
absl::Status WriteFileBytes(const std::string& path, std::string_view bytes);

// The status for a failed system call on `path`, by errno.
absl::Status FileError(std::string_view path, std::string_view action,
                       int error_number);

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_PROFILE_FILE_BYTES_H_
