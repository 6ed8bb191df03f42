// One accepted connection of the control socket; see control_socket.h.
#ifndef LEAKTRACE_PRELOAD_SNAPSHOT_CONTROL_CLIENT_H_
#define LEAKTRACE_PRELOAD_SNAPSHOT_CONTROL_CLIENT_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "preload/sys/owned_fd.h"

namespace leaktrace {

class ControlClient {
 public:
  static constexpr size_t kMaxRequestBytes = 256;
  static constexpr uint64_t kPatienceNs = 1'000'000'000;

  // Takes over the descriptor; the client's second starts now.
  explicit ControlClient(int fd);
  ~ControlClient() { fd_.Close(); }
  ControlClient(const ControlClient&) = delete;
  ControlClient& operator=(const ControlClient&) = delete;

  // Root, or the effective user of this process.
  bool IsAllowed() const;

  enum class ReadResult : uint8_t { kLine, kTooLong, kGone };
  // Waits for a line; *line is without its end and points into `storage`.
  ReadResult ReadLine(std::span<char> storage, std::string_view* line);
  void Send(std::string_view text);

 private:
  bool WaitFor(int16_t events) const;

  sys::OwnedFd fd_;
  uint64_t deadline_ns_ = 0;  // CLOCK_MONOTONIC
};

}  // namespace leaktrace

#endif  // LEAKTRACE_PRELOAD_SNAPSHOT_CONTROL_CLIENT_H_
