#include "preload/sys/owned_fd.h"

#include <fcntl.h>
#include <sys/stat.h>

#include "preload/sys/syscalls.h"

namespace leaktrace::sys {
namespace {

// Above what programs use by habit, below the default limit of 1024; the next
// ones are for lower limits.
constexpr int kLowestFds[] = {500, 200, 50, 20};

long DuplicateHigh(int fd) {
  long high = -1;
  for (const int lowest : kLowestFds) {
    high = Syscall(SYS_fcntl, fd, F_DUPFD_CLOEXEC, lowest);
    if (high >= 0) return high;
  }
  return high;
}

}  // namespace

void OwnedFd::Adopt(int fd) {
  const long high = DuplicateHigh(fd);
  if (high >= 0) {
    Syscall(SYS_close, fd);
    fd = static_cast<int>(high);
  }
  struct stat status = {};
  if (Syscall(SYS_fstat, fd, &status) != 0) return;
  fd_plus_one_ = fd + 1;
  device_ = status.st_dev;
  inode_ = status.st_ino;
}

bool OwnedFd::Recover(int fd) {
  if (!IsSameFile(fd)) return false;
  Adopt(fd);
  return true;
}

bool OwnedFd::IsOurs() const { return fd_plus_one_ > 0 && IsSameFile(get()); }

bool OwnedFd::IsSameFile(int fd) const {
  struct stat status = {};
  return Syscall(SYS_fstat, fd, &status) == 0 && status.st_dev == device_ &&
         status.st_ino == inode_;
}

void OwnedFd::Close() {
  if (IsOurs()) Syscall(SYS_close, get());
  fd_plus_one_ = 0;
}

}  // namespace leaktrace::sys
