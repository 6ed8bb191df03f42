// What is written is there whole or not at all; what is no file stays what it
// is.
#include "report/profile/file_bytes.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/report/profile/status_matchers.h"
#include "tests/report/profile/temporary_directory.h"

namespace leaktrace::report {
namespace {

namespace fs = std::filesystem;

using testing::HasSubstr;
using testing::Not;

TEST(WriteFileBytes, ReplacesAFileAndLeavesNothingElse) {
  const TemporaryDirectory directory;
  const std::string path = directory.Write("out", "what was there before");
  EXPECT_TRUE(WriteFileBytes(path, "new").ok());
  EXPECT_EQ(*ReadFileBytes(path), "new");
  EXPECT_EQ(std::distance(fs::directory_iterator(directory.path()), {}), 1);
}

TEST(WriteFileBytes, WritesToWhatALinkLeadsTo) {
  const TemporaryDirectory directory;
  const std::string path = directory.Write("folder/out", "before");
  const std::string link = directory.path() + "/link";
  fs::create_symlink(path, link);
  EXPECT_TRUE(WriteFileBytes(link, "new").ok());
  EXPECT_TRUE(fs::is_symlink(link));
  EXPECT_EQ(*ReadFileBytes(path), "new");
}

// Root may replace anything, /dev/null included.
TEST(WriteFileBytes, DoesNotReplaceAPipe) {
  const TemporaryDirectory directory;
  const std::string path = directory.path() + "/pipe";
  ASSERT_EQ(mkfifo(path.c_str(), 0600), 0);
  const int reader = open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  EXPECT_TRUE(WriteFileBytes(path, "new").ok());
  EXPECT_TRUE(fs::is_fifo(path));
  std::string text(4, ' ');
  EXPECT_EQ(read(reader, text.data(), text.size()), 3);
  EXPECT_THAT(text, HasSubstr("new"));
  close(reader);
}

TEST(WriteFileBytes, AFullDeviceIsAnErrorWithItsName) {
  EXPECT_THAT(WriteFileBytes("/dev/full", "x"),
              FailsWith(absl::StatusCode::kResourceExhausted,
                        "/dev/full: cannot write: No space left"));
  EXPECT_TRUE(fs::is_character_file("/dev/full"));
}

TEST(WriteFileBytes, NamesTheFileAsItWasGiven) {
  const TemporaryDirectory directory;
  const absl::Status status =
      WriteFileBytes(directory.path() + "/no/such", "x");
  EXPECT_THAT(status.message(), HasSubstr("/no/such: cannot create: No such"));
  EXPECT_THAT(status.message(), Not(HasSubstr(".tmp")));
  EXPECT_THAT(WriteFileBytes(directory.path(), "x").message(),
              HasSubstr("name a file in it"));
}

}  // namespace
}  // namespace leaktrace::report
