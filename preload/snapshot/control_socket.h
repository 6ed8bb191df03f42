// The unix socket "control" in the series directory: one request line in, one
// reply out, close.
//
// Contract: non-blocking; a client has one second in all, is served alone, and
// must be root or have our effective user id. Whatever it sends, it gets a
// reply, an error or nothing. The descriptor is trusted only while it is ours
// (sys::OwnedFd). Thread safety: one thread.
#ifndef LEAKTRACE_PRELOAD_SNAPSHOT_CONTROL_SOCKET_H_
#define LEAKTRACE_PRELOAD_SNAPSHOT_CONTROL_SOCKET_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "preload/snapshot/text_buffer.h"
#include "preload/sys/owned_fd.h"

namespace leaktrace {

// Answers one request (a line without its end) into `reply`.
struct ControlHandler {
  void* context = nullptr;
  void (*handle)(void* context, std::string_view request,
                 TextBuffer* reply) = nullptr;
};

class ControlSocket {
 public:
  constexpr ControlSocket() = default;

  // Binds below the directory, in place of a socket left there. 0 or errno.
  int Open(int directory_fd);
  bool IsOpen() const { return fd_.IsOurs(); }
  int fd() const { return fd_.get(); }

  // Answers the clients that wait, at most a few, and none after the first
  // second; replies are built in `reply_storage`.
  void Serve(const ControlHandler& handler, std::span<char> reply_storage);

  void Close() { fd_.Close(); }
  // Removes the name. The descriptor is left to its thread.
  static void Unlink(int directory_fd);

 private:
  sys::OwnedFd fd_;
};

}  // namespace leaktrace

#endif  // LEAKTRACE_PRELOAD_SNAPSHOT_CONTROL_SOCKET_H_
