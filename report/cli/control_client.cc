// The socket is reached through /proc/self/fd, because the path of a series
// directory may be longer than a socket address can hold.
#include "report/cli/control_client.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "preload/snapshot_format.h"

namespace leaktrace::report {
namespace {

constexpr size_t kMaxReplyBytes = 1 << 20;

class OwnedDescriptor {
 public:
  explicit OwnedDescriptor(int fd) : fd_(fd) {}
  ~OwnedDescriptor() {
    if (fd_ >= 0) close(fd_);
  }
  OwnedDescriptor(const OwnedDescriptor&) = delete;
  OwnedDescriptor& operator=(const OwnedDescriptor&) = delete;
  int get() const { return fd_; }

 private:
  int fd_;
};

absl::Status Unavailable(const std::string& directory) {
  return absl::UnavailableError(
      directory + "/" + format::kControlSocketName + ": " +
      std::strerror(errno) +
      "; the process has ended, or belongs to another user");
}

absl::Status Connect(int socket_fd, int directory_fd,
                     const std::string& directory) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const std::string path = "/proc/self/fd/" + std::to_string(directory_fd) +
                           "/" + format::kControlSocketName;
  path.copy(address.sun_path, sizeof(address.sun_path) - 1);
  const auto* generic = reinterpret_cast<const sockaddr*>(&address);
  if (connect(socket_fd, generic, sizeof(address)) != 0) {
    return Unavailable(directory);
  }
  return absl::OkStatus();
}

absl::StatusOr<std::string> Exchange(int fd, const std::string& line,
                                     const std::string& directory) {
  if (send(fd, line.data(), line.size(), MSG_NOSIGNAL) !=
      static_cast<ssize_t>(line.size())) {
    return Unavailable(directory);
  }
  std::string reply;
  std::array<char, 4096> buffer{};
  while (reply.size() < kMaxReplyBytes) {
    const ssize_t count = recv(fd, buffer.data(), buffer.size(), 0);
    if (count == 0) return reply;
    if (count > 0) {
      reply.append(buffer.data(), static_cast<size_t>(count));
    } else if (errno == EAGAIN) {
      return absl::DeadlineExceededError(
          directory + ": no answer from the process; is it stopped?");
    } else if (errno != EINTR) {
      return Unavailable(directory);
    }
  }
  return absl::DataLossError(directory +
                             ": the reply has no end; this is not leaktrace");
}

absl::StatusOr<std::string> ReplyWithoutOk(const std::string& reply,
                                           const std::string& directory) {
  if (reply.starts_with("ok")) {
    const size_t text = reply.find_first_not_of(" \n", 2);
    return text == std::string::npos ? "" : reply.substr(text);
  }
  std::string reason = reply.substr(0, reply.find('\n'));
  if (reason.empty()) reason = "empty reply";
  return absl::FailedPreconditionError(
      directory + ": the process answered '" + reason +
      "'; the message it printed on its stderr says more");
}

}  // namespace

absl::StatusOr<std::string> AskProcess(const std::string& series_directory,
                                       const std::string& request,
                                       int timeout_seconds) {
  const OwnedDescriptor directory(
      open(series_directory.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  const OwnedDescriptor fd(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (directory.get() < 0 || fd.get() < 0) return Unavailable(series_directory);
  const timeval timeout = {.tv_sec = timeout_seconds, .tv_usec = 0};
  setsockopt(fd.get(), SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof(timeout));
  setsockopt(fd.get(), SOL_SOCKET, SO_SNDTIMEO, &timeout, sizeof(timeout));
  const absl::Status connected =
      Connect(fd.get(), directory.get(), series_directory);
  if (!connected.ok()) return connected;
  const absl::StatusOr<std::string> reply =
      Exchange(fd.get(), request + "\n", series_directory);
  if (!reply.ok()) return reply.status();
  return ReplyWithoutOk(*reply, series_directory);
}

}  // namespace leaktrace::report
