// See file_bytes.h.
#include "report/profile/file_bytes.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <system_error>
#include <utility>

#include "absl/strings/str_format.h"
#include "report/profile/gzip.h"

namespace leaktrace::report {
namespace {

constexpr size_t kLeastReadBytes = 64 << 10;
constexpr mode_t kFileMode = 0666;  // less the umask

class OpenFile {
 public:
  OpenFile(const std::string& path, int flags)
      : descriptor_(open(path.c_str(), flags | O_CLOEXEC, kFileMode)) {}
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;
  ~OpenFile() {
    if (descriptor_ >= 0) close(descriptor_);
  }
  int descriptor() const { return descriptor_; }

 private:
  int descriptor_;
};

std::string_view Remedy(int error_number) {
  switch (error_number) {
    case ENOENT:
    case ENOTDIR:
      return "; check the name";
    case EISDIR:
      return "; name a file in it";
    case EACCES:
    case EPERM:
      return "; run as a user who may, or change its mode";
    case ENOSPC:
    case EDQUOT:
      return "; free some space or write elsewhere";
    default:
      return "; try again, or copy the file elsewhere";
  }
}

absl::Status TooLarge(const std::string& path) {
  return absl::ResourceExhaustedError(absl::StrFormat(
      "%s: larger than %d bytes, which no heap profile is; check that it is "
      "the right file",
      path, kMaxProfileBytes));
}

// The size that the file had a moment ago.
absl::StatusOr<size_t> CheckKind(const std::string& path, int descriptor) {
  struct stat status = {};
  if (fstat(descriptor, &status) != 0) return FileError(path, "stat", errno);
  if (S_ISDIR(status.st_mode)) {
    return absl::InvalidArgumentError(absl::StrFormat(
        "%s: is a directory; give a snapshot file in it", path));
  }
  if (static_cast<uint64_t>(status.st_size) > kMaxProfileBytes) {
    return TooLarge(path);
  }
  return static_cast<size_t>(status.st_size);
}

// One read for a file that has not grown since, a second one that says so.
absl::StatusOr<size_t> ReadAll(const std::string& path, int descriptor,
                               size_t expected, std::string& buffer) {
  size_t size = 0;
  while (true) {
    const size_t wanted =
        std::max(expected - std::min(expected, size), kLeastReadBytes);
    if (buffer.size() < size + wanted) buffer.resize(size + wanted);
    const ssize_t count = read(descriptor, buffer.data() + size, wanted);
    if (count == 0) return size;
    if (count < 0 && errno != EINTR) return FileError(path, "read", errno);
    size += count > 0 ? static_cast<size_t>(count) : 0;
    if (size > kMaxProfileBytes) return TooLarge(path);
  }
}

absl::Status WriteAll(const std::string& path, int descriptor,
                      std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = write(descriptor, bytes.data(), bytes.size());
    if (count < 0 && errno != EINTR) return FileError(path, "write", errno);
    if (count > 0) bytes.remove_prefix(static_cast<size_t>(count));
  }
  return absl::OkStatus();
}

// Errors name the file as the user does.
absl::Status WriteTo(const std::string& file_name, const std::string& path,
                     int flags, std::string_view bytes) {
  const OpenFile file(path, O_WRONLY | flags);
  if (file.descriptor() < 0) return FileError(file_name, "create", errno);
  return WriteAll(file_name, file.descriptor(), bytes);
}

// Devices, pipes and what a descriptor stands for: nothing to put in their
// place.
bool IsWrittenInPlace(const std::string& path) {
  struct stat status = {};
  return stat(path.c_str(), &status) == 0 &&
         (!S_ISREG(status.st_mode) || path.starts_with("/dev/"));
}

// A link stays, and what it leads to is replaced.
std::string Target(const std::string& path) {
  std::error_code error;
  const std::filesystem::path target = std::filesystem::canonical(path, error);
  return error ? path : target.string();
}

}  // namespace

absl::Status FileError(std::string_view path, std::string_view action,
                       int error_number) {
  return absl::Status(
      absl::ErrnoToStatusCode(error_number),
      absl::StrFormat("%s: cannot %s: %s%s", path, action,
                      std::strerror(error_number), Remedy(error_number)));
}

absl::StatusOr<std::string_view> ReadFileBytes(const std::string& path,
                                               std::string& buffer) {
  const OpenFile file(path, O_RDONLY);
  if (file.descriptor() < 0) return FileError(path, "open", errno);
  const absl::StatusOr<size_t> expected = CheckKind(path, file.descriptor());
  if (!expected.ok()) return expected.status();
  const absl::StatusOr<size_t> size =
      ReadAll(path, file.descriptor(), *expected, buffer);
  if (!size.ok()) return size.status();
  return std::string_view(buffer).substr(0, *size);
}

absl::StatusOr<std::string> ReadFileBytes(const std::string& path) {
  std::string bytes;
  const absl::StatusOr<std::string_view> read = ReadFileBytes(path, bytes);
  if (!read.ok()) return read.status();
  bytes.resize(read->size());
  return bytes;
}

absl::Status WriteFileBytes(const std::string& path, std::string_view bytes) {
  if (IsWrittenInPlace(path)) return WriteTo(path, path, O_APPEND, bytes);
  const std::string target = Target(path);
  const std::string temporary = absl::StrFormat("%s.%d.tmp", target, getpid());
  absl::Status status = WriteTo(path, temporary, O_CREAT | O_TRUNC, bytes);
  if (status.ok() && std::rename(temporary.c_str(), target.c_str()) != 0) {
    status = FileError(path, "replace", errno);
  }
  if (!status.ok()) unlink(temporary.c_str());
  return status;
}

}  // namespace leaktrace::report
