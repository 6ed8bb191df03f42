// See temporary_folder.h.
#include "report/cli/temporary_folder.h"

#include <cstdlib>
#include <filesystem>
#include <string>
#include <system_error>
#include <utility>

#include "absl/status/status.h"

namespace leaktrace::report {

absl::StatusOr<TemporaryFolder> TemporaryFolder::Make() {
  std::error_code error;
  const std::filesystem::path base =
      std::filesystem::temp_directory_path(error);
  std::string path = (base / "leaktrace.XXXXXX").string();
  if (!error && mkdtemp(path.data()) != nullptr) return TemporaryFolder(path);
  return absl::PermissionDeniedError(
      path + ": cannot be made; set TMPDIR to a writable directory");
}

TemporaryFolder::TemporaryFolder(std::string path) : path_(std::move(path)) {}

TemporaryFolder::TemporaryFolder(TemporaryFolder&& other) noexcept
    : path_(std::exchange(other.path_, "")) {}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
}

}  // namespace leaktrace::report
