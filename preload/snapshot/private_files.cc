#include "preload/snapshot/private_files.h"

#include <sched.h>

#include <climits>

#include "preload/sys/syscalls.h"

namespace leaktrace {
namespace {

long CloseRange(unsigned first, unsigned last) {
  return sys::Syscall(SYS_close_range, first, last, 0);
}

}  // namespace

bool UnshareFiles(int kept_fd) {
  // Without close_range (Linux 5.9) the copies could not be got rid of; so it
  // is tried first, where it closes nothing.
  if (CloseRange(UINT_MAX, UINT_MAX) != 0) return false;
  if (sys::Syscall(SYS_unshare, CLONE_FILES) != 0) return false;
  const unsigned kept = kept_fd < 0 ? UINT_MAX : static_cast<unsigned>(kept_fd);
  if (kept > 0) CloseRange(0, kept - 1);
  if (kept < UINT_MAX) CloseRange(kept + 1, UINT_MAX);
  return true;
}

}  // namespace leaktrace
