// The other end of the control socket, for tests.
#ifndef LEAKTRACE_TESTS_PRELOAD_SNAPSHOT_CONTROL_CONNECTION_H_
#define LEAKTRACE_TESTS_PRELOAD_SNAPSHOT_CONTROL_CONNECTION_H_

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>
#include <string>

namespace leaktrace {

class ControlConnection {
 public:
  explicit ControlConnection(const std::string& path) {
    fd_ = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_un address = {};
    address.sun_family = AF_UNIX;
    strncpy(address.sun_path, path.c_str(), sizeof(address.sun_path) - 1);
    is_connected_ = connect(fd_, reinterpret_cast<sockaddr*>(&address),
                            sizeof(address)) == 0;
  }
  ~ControlConnection() { Close(); }
  ControlConnection(const ControlConnection&) = delete;
  ControlConnection& operator=(const ControlConnection&) = delete;

  bool is_connected() const { return is_connected_; }
  int fd() const { return fd_; }
  void Send(const std::string& text) const {
    // A server that hung up already is part of some tests.
    (void)!send(fd_, text.data(), text.size(), MSG_NOSIGNAL);
  }
  std::string ReadAll() const {
    std::string all;
    char part[512];
    for (ssize_t got; (got = read(fd_, part, sizeof(part))) > 0;) {
      all.append(part, static_cast<size_t>(got));
    }
    return all;
  }
  void Close() {
    if (fd_ >= 0) close(fd_);
    fd_ = -1;
  }

 private:
  int fd_ = -1;
  bool is_connected_ = false;
};

}  // namespace leaktrace

#endif  // LEAKTRACE_TESTS_PRELOAD_SNAPSHOT_CONTROL_CONNECTION_H_
