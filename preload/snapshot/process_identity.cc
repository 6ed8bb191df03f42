#include "preload/snapshot/process_identity.h"

#include <fcntl.h>
#include <sys/auxv.h>
#include <sys/stat.h>
#include <sys/utsname.h>

#include <cstring>

#include "preload/snapshot/raw_time.h"
#include "preload/sys/syscalls.h"

namespace leaktrace {
namespace {

bool Identify(const char* path, struct stat* file) {
  return sys::Syscall(SYS_newfstatat, AT_FDCWD, path, file, 0) == 0;
}

// The path the program was started by, where it is another name of the same
// file: Debian's redis-server is a link to redis-check-rdb, and nobody would
// know it by that name. Null: the path of the file itself is better.
const char* StartedAs() {
  const auto* path = reinterpret_cast<const char*>(getauxval(AT_EXECFN));
  struct stat by_name = {};
  struct stat itself = {};
  if (path == nullptr || path[0] != '/' || !Identify(path, &by_name) ||
      !Identify("/proc/self/exe", &itself)) {
    return nullptr;
  }
  const bool same = by_name.st_dev == itself.st_dev &&
                    by_name.st_ino == itself.st_ino &&
                    strlen(path) < ProcessIdentity::kMaxExecutableBytes;
  return same ? path : nullptr;
}

}  // namespace

void ProcessIdentity::Read() {
  pid = static_cast<uint32_t>(sys::Syscall(SYS_getpid));
  start_time_ns = NowNanoseconds(CLOCK_REALTIME);
  start_monotonic_ns = NowNanoseconds(CLOCK_MONOTONIC);
  const long size = sys::Syscall(SYS_readlink, "/proc/self/exe", executable,
                                 sizeof(executable) - 1);
  // A child in another root keeps its parent's: it is the same program.
  if (size > 0) executable[size] = '\0';
  if (const char* name = StartedAs()) strcpy(executable, name);
  utsname names = {};
  if (sys::Syscall(SYS_uname, &names) != 0) return;
  static_assert(sizeof(names.nodename) <= kMaxHostBytes);
  memcpy(host, names.nodename, sizeof(names.nodename));
}

std::string_view ProcessIdentity::executable_name() const {
  std::string_view name = executable;
  const size_t slash = name.rfind('/');
  if (slash != std::string_view::npos) name.remove_prefix(slash + 1);
  return name;
}

}  // namespace leaktrace
