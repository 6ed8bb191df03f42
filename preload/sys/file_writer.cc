#include "preload/sys/file_writer.h"

#include <fcntl.h>
#include <sys/resource.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "preload/sys/syscalls.h"

namespace leaktrace::sys {

FileWriter::FileWriter(const OwnedFd& fd, std::span<char> buffer)
    : fd_(fd), buffer_(buffer) {
  rlimit limit = {};
  if (Syscall(SYS_prlimit64, 0, RLIMIT_FSIZE, nullptr, &limit) == 0) {
    limit_bytes_ = limit.rlim_cur;
  }
}

void FileWriter::Append(const void* data, size_t size) {
  const char* next = static_cast<const char*>(data);
  while (size > 0 && error_ == 0) {
    if (used_ == buffer_.size() && !Flush()) return;
    const size_t part = std::min(size, buffer_.size() - used_);
    memcpy(buffer_.data() + used_, next, part);
    used_ += part;
    next += part;
    size -= part;
  }
}

bool FileWriter::Flush() {
  if (error_ == 0 && used_ > 0) WriteAll(buffer_.data(), used_);
  used_ = 0;
  return error_ == 0;
}

void FileWriter::Fail(int error) {
  if (error_ == 0) error_ = error;
}

void FileWriter::WriteAll(const char* data, size_t size) {
  if (!fd_.IsOurs()) return Fail(EBADF);
  if (size > limit_bytes_ || written_bytes_ > limit_bytes_ - size) {
    return Fail(EFBIG);
  }
  while (size > 0) {
    const long written = Syscall(SYS_write, fd_.get(), data, size);
    if (written == -EINTR) continue;
    if (written <= 0) {
      return Fail(written == 0 ? EIO : static_cast<int>(-written));
    }
    data += written;
    size -= static_cast<size_t>(written);
    written_bytes_ += static_cast<uint64_t>(written);
  }
}

long CreateExclusively(int directory_fd, const char* name, unsigned mode) {
  return Syscall(SYS_openat, directory_fd, name,
                 O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode);
}

long RenameWithin(int directory_fd, const char* from, const char* to) {
  return Syscall(SYS_renameat, directory_fd, from, directory_fd, to);
}

long UnlinkWithin(int directory_fd, const char* name) {
  return Syscall(SYS_unlinkat, directory_fd, name, 0);
}

}  // namespace leaktrace::sys
