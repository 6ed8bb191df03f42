#include "preload/snapshot/control_socket.h"

#include <sys/socket.h>
#include <sys/un.h>

#include <cerrno>

#include "preload/snapshot/control_client.h"
#include "preload/snapshot/raw_time.h"
#include "preload/snapshot_format.h"
#include "preload/sys/file_writer.h"
#include "preload/sys/syscalls.h"

namespace leaktrace {
namespace {

constexpr int kBacklog = 8;
// Per call, so that a flood of clients does not starve the snapshots.
constexpr int kMaxClients = 8;
constexpr unsigned kSocketMode = 0600;

void ServeClient(ControlClient& client, const ControlHandler& handler,
                 std::span<char> reply_storage) {
  if (!client.IsAllowed()) return client.Send("error not permitted\n");
  char request[ControlClient::kMaxRequestBytes];
  std::string_view line;
  switch (client.ReadLine(request, &line)) {
    case ControlClient::ReadResult::kGone:
      return;
    case ControlClient::ReadResult::kTooLong:
      return client.Send("error request too long\n");
    case ControlClient::ReadResult::kLine:
      break;
  }
  TextBuffer reply(reply_storage);
  handler.handle(handler.context, line, &reply);
  client.Send(reply.view());
}

}  // namespace

int ControlSocket::Open(int directory_fd) {
  fd_.Close();
  const long fd = sys::Syscall(SYS_socket, AF_UNIX,
                               SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (fd < 0) return static_cast<int>(-fd);
  fd_.Adopt(static_cast<int>(fd));
  sockaddr_un address = {};
  address.sun_family = AF_UNIX;
  // By way of the descriptor, for the full path may exceed sun_path; the
  // descriptor is one of this thread (private_files.h).
  TextBuffer(address.sun_path)
      .Add("/proc/thread-self/fd/")
      .AddDecimal(static_cast<uint64_t>(directory_fd))
      .Add("/")
      .Add(format::kControlSocketName);
  Unlink(directory_fd);
  // The mode of the descriptor becomes the mode of the name, under the umask:
  // there is no moment when others could connect.
  sys::Syscall(SYS_fchmod, fd_.get(), kSocketMode);
  long result = sys::Syscall(SYS_bind, fd_.get(), &address, sizeof(address));
  if (result == 0) result = sys::Syscall(SYS_listen, fd_.get(), kBacklog);
  if (result != 0) fd_.Close();
  return static_cast<int>(-result);
}

void ControlSocket::Serve(const ControlHandler& handler,
                          std::span<char> reply_storage) {
  // Silent ones take a second each: the rest of them can wait, what else there
  // is to do cannot.
  const uint64_t end_ns =
      NowNanoseconds(CLOCK_MONOTONIC) + ControlClient::kPatienceNs;
  for (int i = 0; i < kMaxClients && fd_.IsOurs() &&
                  NowNanoseconds(CLOCK_MONOTONIC) < end_ns;
       ++i) {
    const long fd = sys::Syscall(SYS_accept4, fd_.get(), nullptr, nullptr,
                                 SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd < 0) return;
    ControlClient client(static_cast<int>(fd));
    ServeClient(client, handler, reply_storage);
  }
}

void ControlSocket::Unlink(int directory_fd) {
  sys::UnlinkWithin(directory_fd, format::kControlSocketName);
}

}  // namespace leaktrace
