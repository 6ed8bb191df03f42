#include "preload/snapshot/small_file.h"

#include <fcntl.h>

#include <cerrno>
#include <cstddef>

#include "preload/sys/syscalls.h"

namespace leaktrace {

long ReadSmallFile(const char* path, std::span<char> buffer) {
  const long fd =
      sys::Syscall(SYS_openat, AT_FDCWD, path, O_RDONLY | O_CLOEXEC);
  if (fd < 0) return fd;
  size_t used = 0;
  long got = 0;
  while (used < buffer.size()) {
    got =
        sys::Syscall(SYS_read, fd, buffer.data() + used, buffer.size() - used);
    if (got == -EINTR) continue;
    if (got <= 0) break;
    used += static_cast<size_t>(got);
  }
  sys::Syscall(SYS_close, fd);
  return got < 0 ? got : static_cast<long>(used);
}

}  // namespace leaktrace
