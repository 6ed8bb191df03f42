#include "preload/snapshot/wake_channel.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <unistd.h>

#include <set>

namespace leaktrace {
namespace {

bool IsReadable(int fd) {
  pollfd entry = {fd, POLLIN, 0};
  return poll(&entry, 1, 0) == 1;
}

std::set<int> OpenDescriptors() {
  std::set<int> open;
  for (int fd = 0; fd < 1024; ++fd) {
    if (fcntl(fd, F_GETFD) != -1) open.insert(fd);
  }
  return open;
}

class WakeChannelTest : public testing::Test {
 protected:
  void TearDown() override { channel_.Close(); }
  // The only descriptors that were not there before.
  std::set<int> Ends() const {
    std::set<int> ends = OpenDescriptors();
    for (const int fd : before_) ends.erase(fd);
    return ends;
  }

  const std::set<int> before_ = OpenDescriptors();
  WakeChannel channel_;
};

TEST_F(WakeChannelTest, WakesAndIsDrained) {
  ASSERT_TRUE(channel_.Open());
  EXPECT_FALSE(IsReadable(channel_.reading_fd()));
  for (int i = 0; i < 500; ++i) EXPECT_TRUE(channel_.Wake());
  EXPECT_TRUE(IsReadable(channel_.reading_fd()));
  channel_.Drain();
  EXPECT_FALSE(IsReadable(channel_.reading_fd()));
}

TEST_F(WakeChannelTest, AFullChannelIsAwakeAlready) {
  ASSERT_TRUE(channel_.Open());
  for (int i = 0; i < 100000; ++i) ASSERT_TRUE(channel_.Wake());
}

TEST_F(WakeChannelTest, IsNotInheritedByExecutedPrograms) {
  ASSERT_TRUE(channel_.Open());
  const std::set<int> ends = Ends();
  EXPECT_EQ(ends.size(), 2u);
  for (const int fd : ends) EXPECT_EQ(fcntl(fd, F_GETFD), FD_CLOEXEC);
}

TEST_F(WakeChannelTest, ClosedByTheApplicationItIsLostWithoutASignal) {
  ASSERT_TRUE(channel_.Open());
  const int reader = channel_.reading_fd();
  close(reader);
  EXPECT_EQ(channel_.reading_fd(), -1);
  EXPECT_FALSE(channel_.Wake());  // EPIPE; SIGPIPE would end this process
  channel_.Drain();
}

TEST_F(WakeChannelTest, AReusedNumberIsTheApplicationsAlone) {
  ASSERT_TRUE(channel_.Open());
  int pipe_ends[2];
  ASSERT_EQ(pipe(pipe_ends), 0);
  const int reader = channel_.reading_fd();
  for (const int end : Ends()) {
    if (end != pipe_ends[0] && end != pipe_ends[1]) {
      ASSERT_EQ(dup2(end == reader ? pipe_ends[0] : pipe_ends[1], end), end);
    }
  }
  ASSERT_EQ(write(pipe_ends[1], "data", 4), 4);

  EXPECT_FALSE(channel_.Wake());
  channel_.Drain();
  channel_.Close();

  EXPECT_NE(fcntl(reader, F_GETFD), -1) << "closed a number that is not ours";
  char data[8];
  EXPECT_EQ(read(pipe_ends[0], data, sizeof(data)), 4);
  for (const int fd : Ends()) close(fd);
}

TEST_F(WakeChannelTest, NeverOpenedIsLost) {
  EXPECT_FALSE(channel_.Wake());
  EXPECT_EQ(channel_.reading_fd(), -1);
  channel_.Drain();
}

}  // namespace
}  // namespace leaktrace
