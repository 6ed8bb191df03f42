#include "preload/snapshot/control_client.h"

#include <poll.h>
#include <sys/socket.h>

#include <cerrno>

#include "preload/snapshot/raw_time.h"
#include "preload/sys/syscalls.h"

namespace leaktrace {
namespace {

// As of <bits/types/struct_ucred>, which glibc shows only to GNU sources.
struct PeerCredentials {
  int32_t pid;
  uint32_t uid;
  uint32_t gid;
};

}  // namespace

ControlClient::ControlClient(int fd)
    : deadline_ns_(NowNanoseconds(CLOCK_MONOTONIC) + kPatienceNs) {
  fd_.Adopt(fd);
}

bool ControlClient::IsAllowed() const {
  PeerCredentials peer = {};
  socklen_t size = sizeof(peer);
  const long result = sys::Syscall(SYS_getsockopt, fd_.get(), SOL_SOCKET,
                                   SO_PEERCRED, &peer, &size);
  return result == 0 &&
         (peer.uid == 0 ||
          peer.uid == static_cast<uint32_t>(sys::Syscall(SYS_geteuid)));
}

// Ready before the client's time is up, and still ours.
bool ControlClient::WaitFor(int16_t events) const {
  const uint64_t now_ns = NowNanoseconds(CLOCK_MONOTONIC);
  if (now_ns >= deadline_ns_) return false;
  pollfd entry = {fd_.get(), events, 0};
  timespec left = {0, static_cast<long>(deadline_ns_ - now_ns)};
  if (left.tv_nsec >= 1000000000) left = {1, 0};
  const long ready = sys::Syscall(SYS_ppoll, &entry, 1, &left, nullptr, 0);
  return ready > 0 && fd_.IsOurs();
}

ControlClient::ReadResult ControlClient::ReadLine(std::span<char> storage,
                                                  std::string_view* line) {
  size_t used = 0;
  while (used < storage.size()) {
    if (!WaitFor(POLLIN)) return ReadResult::kGone;
    const long got =
        sys::Syscall(SYS_recvfrom, fd_.get(), storage.data() + used,
                     storage.size() - used, MSG_DONTWAIT, nullptr, nullptr);
    if (got == -EINTR || got == -EAGAIN) continue;
    if (got <= 0) return ReadResult::kGone;
    used += static_cast<size_t>(got);
    const std::string_view text(storage.data(), used);
    size_t end = text.find('\n');
    if (end == std::string_view::npos) continue;
    if (end > 0 && text[end - 1] == '\r') --end;
    *line = {storage.data(), end};
    return ReadResult::kLine;
  }
  return ReadResult::kTooLong;
}

void ControlClient::Send(std::string_view text) {
  while (!text.empty() && WaitFor(POLLOUT)) {
    const long sent =
        sys::Syscall(SYS_sendto, fd_.get(), text.data(), text.size(),
                     MSG_DONTWAIT | MSG_NOSIGNAL, nullptr, 0);
    if (sent == -EINTR || sent == -EAGAIN) continue;
    if (sent <= 0) return;
    text.remove_prefix(static_cast<size_t>(sent));
  }
}

}  // namespace leaktrace
