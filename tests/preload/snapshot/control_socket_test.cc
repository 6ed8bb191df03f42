#include "preload/snapshot/control_socket.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include <cerrno>
#include <string>

#include "tests/preload/snapshot/control_connection.h"
#include "tests/preload/snapshot/temporary_directory.h"

namespace leaktrace {
namespace {

void Echo(void*, std::string_view request, TextBuffer* reply) {
  reply->Add("ok ").Add(request).Add("\n");
}

class ControlSocketTest : public testing::Test {
 protected:
  void SetUp() override { ASSERT_EQ(socket_.Open(directory_.fd()), 0); }
  std::string Path() const { return directory_.path() + "/control"; }
  void Serve() { socket_.Serve({nullptr, &Echo}, reply_); }
  // What a client gets that sends `request` and is then served.
  std::string ReplyTo(const std::string& request) {
    ControlConnection client(Path());
    client.Send(request);
    Serve();
    return client.ReadAll();
  }

  TemporaryDirectory directory_;
  ControlSocket socket_;
  char reply_[4096];
};

TEST_F(ControlSocketTest, AnswersALine) {
  EXPECT_EQ(ReplyTo("status\n"), "ok status\n");
  EXPECT_EQ(ReplyTo("status\r\nmore"), "ok status\n");
  EXPECT_EQ(ReplyTo("\n"), "ok \n");
}

TEST_F(ControlSocketTest, OnlyItsUserMayOpenIt) {
  struct stat status = {};
  ASSERT_EQ(stat(Path().c_str(), &status), 0);
  EXPECT_TRUE(S_ISSOCK(status.st_mode));
  EXPECT_EQ(status.st_mode & 077, 0u);
}

TEST_F(ControlSocketTest, GarbageIsPassedOnAsALineOrRefused) {
  EXPECT_EQ(ReplyTo(std::string("\0\xff\x01\n", 4)),
            std::string("ok \0\xff\x01\n", 7));
  EXPECT_EQ(ReplyTo(std::string(10000, 'x')), "error request too long\n");
}

TEST_F(ControlSocketTest, AClientThatSendsNothingIsDropped) {
  ControlConnection silent(Path());
  ControlConnection halfway(Path());
  halfway.Send("stat");
  Serve();  // returns: each has one second
  EXPECT_EQ(silent.ReadAll(), "");
  Serve();
  EXPECT_EQ(halfway.ReadAll(), "");
}

TEST_F(ControlSocketTest, SilentClientsHoldUpTheServerOneByOne) {
  ControlConnection silent(Path());
  ControlConnection next(Path());
  Serve();
  EXPECT_EQ(silent.ReadAll(), "");
  char byte = 0;
  EXPECT_EQ(recv(next.fd(), &byte, 1, MSG_DONTWAIT), -1) << "was served too";
  EXPECT_EQ(errno, EAGAIN);
}

TEST_F(ControlSocketTest, AClientThatIsGoneDoesNoHarm) {
  {
    ControlConnection client(Path());
    client.Send("status\n");
  }
  Serve();
  EXPECT_EQ(ReplyTo("status\n"), "ok status\n");
}

TEST_F(ControlSocketTest, ServeWithoutClientsReturns) {
  Serve();
  EXPECT_TRUE(socket_.IsOpen());
}

TEST_F(ControlSocketTest, NoticesThatItsDescriptorWasClosed) {
  close(socket_.fd());
  EXPECT_FALSE(socket_.IsOpen());
  Serve();
  ASSERT_EQ(socket_.Open(directory_.fd()), 0);
  EXPECT_EQ(ReplyTo("again\n"), "ok again\n");
}

TEST_F(ControlSocketTest, LeavesASocketOfTheApplicationAlone) {
  // The application opens its own listening socket under our number.
  ControlSocket applications;
  TemporaryDirectory elsewhere;
  ASSERT_EQ(applications.Open(elsewhere.fd()), 0);
  const int number = socket_.fd();
  ASSERT_EQ(dup2(applications.fd(), number), number);
  ControlConnection client(elsewhere.path() + "/control");
  ASSERT_TRUE(client.is_connected());
  client.Send("status\n");

  Serve();
  socket_.Close();

  EXPECT_EQ(fcntl(number, F_GETFD) & ~FD_CLOEXEC, 0) << "still open";
  applications.Serve({nullptr, &Echo}, reply_);
  EXPECT_EQ(client.ReadAll(), "ok status\n");
  close(number);
}

TEST_F(ControlSocketTest, ReplacesASocketLeftBehind) {
  ControlSocket second;
  EXPECT_EQ(second.Open(directory_.fd()), 0);
  second.Close();
  EXPECT_EQ(socket_.Open(directory_.fd()), 0);
  EXPECT_EQ(ReplyTo("x\n"), "ok x\n");
}

TEST_F(ControlSocketTest, UnlinkRemovesTheName) {
  ControlSocket::Unlink(directory_.fd());
  EXPECT_TRUE(NamesIn(directory_.path()).empty());
}

TEST_F(ControlSocketTest, ADirectoryThatIsGoneIsAnError) {
  std::filesystem::remove_all(directory_.path());
  EXPECT_NE(socket_.Open(directory_.fd()), 0);
  EXPECT_FALSE(socket_.IsOpen());
}

TEST_F(ControlSocketTest, AReplyLargerThanTheSocketHoldsIsDroppedInTime) {
  ControlConnection lazy(Path());
  const int tiny = 1;
  setsockopt(lazy.fd(), SOL_SOCKET, SO_RCVBUF, &tiny, sizeof(tiny));
  lazy.Send("x\n");
  std::string large(4u << 20, 'y');
  const ControlHandler flood = {
      &large, [](void* context, std::string_view, TextBuffer* reply) {
        reply->Add(*static_cast<std::string*>(context));
      }};
  std::string storage(8u << 20, '\0');
  socket_.Serve(flood, storage);  // returns although nobody reads
  EXPECT_LT(lazy.ReadAll().size(), large.size());
}

}  // namespace
}  // namespace leaktrace
