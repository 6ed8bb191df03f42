// Tests of the conversation with a shim, played by a thread.
#include "report/cli/control_client.h"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <string>
#include <thread>

#include "gtest/gtest.h"
#include "tests/report/profile/temporary_directory.h"

namespace leaktrace::report {
namespace {

constexpr int kTimeoutSeconds = 30;

// Listens, reads one request and answers with `reply`, once.
class FakeShim {
 public:
  FakeShim(const std::string& directory, std::string reply)
      : reply_(std::move(reply)) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    (directory + "/control").copy(address.sun_path, 107);
    listener_ = socket(AF_UNIX, SOCK_STREAM, 0);
    const auto* generic = reinterpret_cast<const sockaddr*>(&address);
    EXPECT_EQ(bind(listener_, generic, sizeof(address)), 0);
    EXPECT_EQ(listen(listener_, 1), 0);
    thread_ = std::thread([this] { Serve(); });
  }
  ~FakeShim() {
    thread_.join();
    close(listener_);
  }
  FakeShim(const FakeShim&) = delete;
  FakeShim& operator=(const FakeShim&) = delete;

  std::string request;

 private:
  void Serve() {
    const int connection = accept(listener_, nullptr, nullptr);
    char c = 0;
    while (read(connection, &c, 1) == 1 && c != '\n') request += c;
    EXPECT_EQ(write(connection, reply_.data(), reply_.size()),
              static_cast<ssize_t>(reply_.size()));
    close(connection);
  }

  std::string reply_;
  int listener_ = -1;
  std::thread thread_;
};

TEST(AskProcessTest, ReturnsWhatFollowsOk) {
  const TemporaryDirectory directory;
  absl::StatusOr<std::string> reply;
  {
    FakeShim shim(directory.path(), "ok\npid=7\n");
    reply = AskProcess(directory.path(), "status", kTimeoutSeconds);
    EXPECT_TRUE(reply.ok()) << reply.status();
  }
  EXPECT_EQ(*reply, "pid=7\n");
}

TEST(AskProcessTest, RefusalIsAnError) {
  const TemporaryDirectory directory;
  FakeShim shim(directory.path(), "error paused\n");
  const auto reply = AskProcess(directory.path(), "snapshot", kTimeoutSeconds);
  EXPECT_EQ(reply.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_NE(reply.status().message().find("error paused"), std::string::npos);
}

TEST(AskProcessTest, EmptyReplyIsAnError) {
  const TemporaryDirectory directory;
  FakeShim shim(directory.path(), "");
  EXPECT_FALSE(AskProcess(directory.path(), "snapshot", kTimeoutSeconds).ok());
}

TEST(AskProcessTest, NobodyListening) {
  const TemporaryDirectory directory;
  const auto reply = AskProcess(directory.path(), "status", kTimeoutSeconds);
  EXPECT_EQ(reply.status().code(), absl::StatusCode::kUnavailable);
  EXPECT_NE(reply.status().message().find(directory.path()), std::string::npos);
}

}  // namespace
}  // namespace leaktrace::report
