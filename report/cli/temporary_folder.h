// A directory of this process alone, removed with all that is in it.
#ifndef LEAKTRACE_REPORT_CLI_TEMPORARY_FOLDER_H_
#define LEAKTRACE_REPORT_CLI_TEMPORARY_FOLDER_H_

#include <string>

#include "absl/status/statusor.h"

namespace leaktrace::report {

class TemporaryFolder {
 public:
  // Below TMPDIR. PermissionDenied if that cannot be written.
  static absl::StatusOr<TemporaryFolder> Make();
  ~TemporaryFolder();
  TemporaryFolder(TemporaryFolder&& other) noexcept;
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(TemporaryFolder&&) = delete;

  const std::string& path() const { return path_; }

 private:
  explicit TemporaryFolder(std::string path);

  std::string path_;  // empty: moved from
};

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_CLI_TEMPORARY_FOLDER_H_
