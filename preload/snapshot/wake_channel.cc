#include "preload/snapshot/wake_channel.h"

#include <sys/socket.h>

#include <cerrno>

#include "preload/sys/syscalls.h"

namespace leaktrace {

bool WakeChannel::Open() {
  int ends[2] = {-1, -1};
  constexpr int kType = SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK;
  if (sys::Syscall(SYS_socketpair, AF_UNIX, kType, 0, ends) != 0) return false;
  reader_.Adopt(ends[0]);
  writer_.Adopt(ends[1]);
  return true;
}

void WakeChannel::Close() {
  reader_.Close();
  writer_.Close();
}

bool WakeChannel::Wake() const {
  if (!writer_.IsOurs()) return false;
  const char byte = 0;
  // A socket and not a pipe, whose lost reader would be a deadly SIGPIPE.
  const long sent = sys::Syscall(SYS_sendto, writer_.get(), &byte, 1,
                                 MSG_NOSIGNAL, nullptr, 0);
  return sent == 1 || sent == -EAGAIN;  // full: it is awake already
}

void WakeChannel::Drain() const {
  char bytes[64];
  while (reader_.IsOurs() &&
         sys::Syscall(SYS_recvfrom, reader_.get(), bytes, sizeof(bytes),
                      MSG_DONTWAIT, nullptr,
                      nullptr) == static_cast<long>(sizeof(bytes))) {
  }
}

}  // namespace leaktrace
