// See small_file.h.
#include "report/cli/small_file.h"

#include <cerrno>
#include <cstddef>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <string>
#include <system_error>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace leaktrace::report {
namespace {

absl::Status CannotBeRead(const std::string& path, const std::string& option,
                          int error_number) {
  return absl::Status(absl::ErrnoToStatusCode(error_number),
                      path +
                          ": cannot be read: " + std::strerror(error_number) +
                          "; " + option + " takes a file");
}

// Editors of Windows put it before the text.
void DropByteOrderMark(std::string* text) {
  constexpr char kMark[] = "\xEF\xBB\xBF";
  if (text->starts_with(kMark)) text->erase(0, sizeof(kMark) - 1);
}

}  // namespace

absl::StatusOr<std::string> ReadSmallFile(const std::string& path,
                                          const std::string& option) {
  constexpr size_t kMostBytes = 16 << 20;
  std::error_code error;
  if (std::filesystem::is_directory(path, error)) {
    return absl::InvalidArgumentError(path + ": a directory; " + option +
                                      " takes a file");
  }
  errno = 0;
  std::ifstream file(path, std::ios::binary);
  if (!file) return CannotBeRead(path, option, errno == 0 ? EIO : errno);
  std::string text(kMostBytes + 1, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (!file && !file.eof()) return CannotBeRead(path, option, EIO);
  text.resize(static_cast<size_t>(file.gcount()));
  if (text.size() > kMostBytes) {
    return absl::InvalidArgumentError(
        path + ": larger than 16 MiB, so hardly a file for " + option);
  }
  DropByteOrderMark(&text);
  return text;
}

}  // namespace leaktrace::report
