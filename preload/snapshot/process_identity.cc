#include "preload/snapshot/process_identity.h"

#include <sys/utsname.h>

#include <cstring>

#include "preload/snapshot/raw_time.h"
#include "preload/sys/syscalls.h"

namespace leaktrace {

void ProcessIdentity::Read() {
  pid = static_cast<uint32_t>(sys::Syscall(SYS_getpid));
  start_time_ns = NowNanoseconds(CLOCK_REALTIME);
  start_monotonic_ns = NowNanoseconds(CLOCK_MONOTONIC);
  const long size = sys::Syscall(SYS_readlink, "/proc/self/exe", executable,
                                 sizeof(executable) - 1);
  executable[size > 0 ? size : 0] = '\0';
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
