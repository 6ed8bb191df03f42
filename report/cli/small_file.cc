// See small_file.h.
#include "report/cli/small_file.h"

#include <cstddef>
#include <filesystem>
#include <fstream>
#include <string>
#include <system_error>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace leaktrace::report {

absl::StatusOr<std::string> ReadSmallFile(const std::string& path,
                                          const std::string& option) {
  constexpr size_t kMostBytes = 16 << 20;
  std::error_code error;
  if (std::filesystem::is_directory(path, error)) {
    return absl::InvalidArgumentError(path + ": a directory; " + option +
                                      " takes a file");
  }
  std::ifstream file(path, std::ios::binary);
  std::string text(kMostBytes + 1, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (!file && !file.eof()) {
    return absl::NotFoundError(path + ": cannot be read; " + option +
                               " takes a file");
  }
  text.resize(static_cast<size_t>(file.gcount()));
  if (text.size() <= kMostBytes) return text;
  return absl::InvalidArgumentError(
      path + ": larger than 16 MiB, so hardly a file for " + option);
}

}  // namespace leaktrace::report
