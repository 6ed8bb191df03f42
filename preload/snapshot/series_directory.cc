#include "preload/snapshot/series_directory.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>

#include "preload/sys/syscalls.h"

namespace leaktrace {
namespace {

constexpr unsigned kBaseMode = 0755;
constexpr unsigned kSeriesMode = 0750;
constexpr int kCreateTries = 16;
constexpr size_t kMaxNamePartBytes = 64;

bool IsSafe(char c) {
  const bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  const bool is_digit = c >= '0' && c <= '9';
  return is_letter || is_digit || c == '-' || c == '_' || c == '+' ||
         static_cast<unsigned char>(c) >= 0x80;
}

void AppendSafe(std::string_view part, TextBuffer* out) {
  if (part.empty()) part = "unknown";
  const size_t size = std::min(part.size(), kMaxNamePartBytes);
  for (const char c : std::string_view(part.data(), size)) {
    out->Add({IsSafe(c) ? &c : "_", 1});
  }
}

long OpenDirectory(const char* path) {
  return sys::Syscall(SYS_openat, AT_FDCWD, path,
                      O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

}  // namespace

void AppendSeriesName(const SeriesName& name, TextBuffer* out) {
  AppendSafe(name.executable, out);
  out->Add(".");
  AppendSafe(name.host, out);
  out->Add(".").AddDecimal(name.pid).Add(".").AddDecimal(name.start_ms);
}

bool SeriesDirectory::Configure(std::string_view base, const SeriesName& name) {
  TextBuffer absolute(base_);
  if (!base.starts_with('/')) {
    char directory[kMaxPathBytes];
    const long size = sys::Syscall(SYS_getcwd, directory, sizeof(directory));
    if (size <= 0 || directory[0] != '/') return false;
    absolute.Add(directory).Add("/");
  }
  absolute.Add(base);
  SetName(name);
  return !base.empty() && !absolute.truncated();
}

void SeriesDirectory::ForkChildReset(const SeriesName& name) {
  fd_.Close();
  SetName(name);
}

void SeriesDirectory::SetName(const SeriesName& name) {
  TextBuffer(executable_).Add(name.executable);
  TextBuffer(host_).Add(name.host);
  pid_ = name.pid;
  start_ms_ = name.start_ms;
  path_[0] = '\0';
}

int SeriesDirectory::Open() {
  if (base_[0] == '\0') return -ENOENT;
  if (IsIntact()) return fd_.get();
  const int reopened = path_[0] != '\0' ? Reopen() : -ENOENT;
  return reopened >= 0 ? reopened : Create();
}

// Ours, and still somewhere in the file system.
bool SeriesDirectory::IsIntact() const {
  struct stat status = {};
  return fd_.IsOurs() && sys::Syscall(SYS_fstat, fd_.get(), &status) == 0 &&
         status.st_nlink > 0;
}

// By name, for when only the descriptor was lost. Whoever replaced the
// directory by another one has his own.
int SeriesDirectory::Reopen() {
  const long fd = OpenDirectory(path_);
  if (fd < 0) return static_cast<int>(fd);
  if (fd_.Recover(static_cast<int>(fd))) return fd_.get();
  sys::Syscall(SYS_close, fd);
  return -ESTALE;
}

int SeriesDirectory::Create() {
  if (const int error = MakeBase(); error != 0) return error;
  long result = -EEXIST;
  for (int i = 0; i < kCreateTries && result == -EEXIST; ++i) {
    TextBuffer path(path_);
    path.Add(base_).Add("/");
    AppendSeriesName({executable_, host_, pid_, start_ms_ + i}, &path);
    result = path.truncated()
                 ? -ENAMETOOLONG
                 : sys::Syscall(SYS_mkdirat, AT_FDCWD, path_, kSeriesMode);
  }
  if (result == 0) result = OpenDirectory(path_);
  if (result < 0) {
    path_[0] = '\0';
    return static_cast<int>(result);
  }
  fd_.Close();
  fd_.Adopt(static_cast<int>(result));
  ++generation_;
  return fd_.get();
}

// mkdir -p.
int SeriesDirectory::MakeBase() const {
  char path[kMaxPathBytes];
  TextBuffer prefix(path);
  long result = 0;
  std::string_view rest = base_;
  while (!rest.empty()) {
    size_t part = rest.find('/', 1);
    if (part == std::string_view::npos) part = rest.size();
    prefix.Add({rest.data(), part});
    rest.remove_prefix(part);
    result = sys::Syscall(SYS_mkdirat, AT_FDCWD, path, kBaseMode);
  }
  // Only the last one matters: a parent may be unwritable, or even answer
  // EROFS, and exist.
  return result == -EEXIST ? 0 : static_cast<int>(result);
}

}  // namespace leaktrace
