#include "preload/sys/file_writer.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>

namespace leaktrace::sys {
namespace {

class FileWriterTest : public testing::Test {
 protected:
  void SetUp() override {
    char pattern[] = "/tmp/leaktrace_file_writer_XXXXXX";
    directory_ = mkdtemp(pattern);
    directory_fd_ = open(directory_.c_str(), O_PATH | O_DIRECTORY);
  }
  void TearDown() override {
    close(directory_fd_);
    unlink((directory_ + "/a").c_str());
    unlink((directory_ + "/b").c_str());
    rmdir(directory_.c_str());
  }
  OwnedFd Create(const char* name) const {
    OwnedFd fd;
    fd.Adopt(static_cast<int>(CreateExclusively(directory_fd_, name, 0600)));
    return fd;
  }
  std::string ReadAll(const char* name) const {
    std::ifstream file(directory_ + "/" + name, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }

  std::string directory_;
  int directory_fd_ = -1;
};

TEST_F(FileWriterTest, WritesMoreThanItsBufferHolds) {
  OwnedFd fd = Create("a");
  char buffer[7];
  FileWriter writer(fd, buffer);
  std::string expected;
  for (int i = 0; i < 100; ++i) {
    const std::string part(static_cast<size_t>(i % 20), 'a' + i % 26);
    writer.Append(part.data(), part.size());
    expected += part;
  }
  EXPECT_TRUE(writer.Flush());
  EXPECT_EQ(writer.size_bytes(), expected.size());
  EXPECT_EQ(ReadAll("a"), expected);
  fd.Close();
}

TEST_F(FileWriterTest, AFullDeviceIsAnErrorThatSticks) {
  OwnedFd fd;
  fd.Adopt(open("/dev/full", O_WRONLY | O_CLOEXEC));
  char buffer[4];
  FileWriter writer(fd, buffer);
  writer.Append("12345678", 8);
  EXPECT_EQ(writer.error(), ENOSPC);
  writer.Fail(EIO);
  EXPECT_EQ(writer.error(), ENOSPC);
  EXPECT_FALSE(writer.Flush());
  fd.Close();
}

TEST_F(FileWriterTest, AFileOfTheApplicationIsNeverWritten) {
  OwnedFd fd = Create("a");
  char buffer[16];
  FileWriter writer(fd, buffer);
  writer.Append("secret", 6);
  // The application closes our number and opens its own file under it.
  const int other =
      static_cast<int>(CreateExclusively(directory_fd_, "b", 0600));
  ASSERT_EQ(dup2(other, fd.get()), fd.get());
  close(other);
  const int number = fd.get();

  EXPECT_FALSE(writer.Flush());
  EXPECT_EQ(writer.error(), EBADF);
  fd.Close();

  EXPECT_EQ(ReadAll("b"), "");
  EXPECT_EQ(fcntl(number, F_GETFD) & FD_CLOEXEC, 0) << "closed by us";
  close(number);
}

TEST_F(FileWriterTest, AFileSizeLimitIsAnErrorAndNoSignal) {
  const auto write_beyond_limit = [this] {
    signal(SIGXFSZ, SIG_DFL);
    const rlimit limit = {10, 10};
    setrlimit(RLIMIT_FSIZE, &limit);
    OwnedFd fd = Create("a");
    char buffer[4];
    FileWriter writer(fd, buffer);
    for (int i = 0; i < 10; ++i) writer.Append("1234", 4);
    writer.Flush();
    _exit(writer.error() == EFBIG ? 0 : 1);
  };
  EXPECT_EXIT(write_beyond_limit(), testing::ExitedWithCode(0), "");
}

TEST_F(FileWriterTest, CreationIsExclusive) {
  OwnedFd fd = Create("a");
  EXPECT_EQ(CreateExclusively(directory_fd_, "a", 0600), -EEXIST);
  fd.Close();
}

TEST_F(FileWriterTest, RenamesAndUnlinksBelowTheDirectory) {
  Create("a").Close();
  EXPECT_EQ(RenameWithin(directory_fd_, "a", "b"), 0);
  EXPECT_EQ(RenameWithin(directory_fd_, "a", "b"), -ENOENT);
  EXPECT_EQ(UnlinkWithin(directory_fd_, "b"), 0);
  EXPECT_EQ(UnlinkWithin(directory_fd_, "b"), -ENOENT);
}

TEST_F(FileWriterTest, OwnedDescriptorsKeepOutOfTheLowNumbers) {
  OwnedFd fd = Create("a");
  EXPECT_GE(fd.get(), 500);
  EXPECT_EQ(fcntl(fd.get(), F_GETFD), FD_CLOEXEC);
  fd.Close();
  EXPECT_EQ(fd.get(), -1);
  EXPECT_FALSE(fd.IsOurs());
}

}  // namespace
}  // namespace leaktrace::sys
