#include "preload/snapshot/series_directory.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <memory>
#include <string>

#include "tests/preload/snapshot/temporary_directory.h"

namespace leaktrace {
namespace {

constexpr SeriesName kName = {"redis-server", "box", 12, 1700000000123};

std::string NameOf(const SeriesName& name) {
  char storage[256];
  TextBuffer text(storage);
  AppendSeriesName(name, &text);
  return std::string(text.view());
}

bool IsDirectory(int fd) {
  struct stat status = {};
  return fstat(fd, &status) == 0 && S_ISDIR(status.st_mode);
}

class SeriesDirectoryTest : public testing::Test {
 protected:
  std::string Base() const { return parent_.path() + "/a/b"; }
  std::string Path() const { return std::string(directory_->path()); }

  TemporaryDirectory parent_;
  // Large: holds its paths.
  std::unique_ptr<SeriesDirectory> directory_ =
      std::make_unique<SeriesDirectory>();
};

TEST(SeriesNameTest, PartsAreMadeSafe) {
  EXPECT_EQ(NameOf(kName), "redis-server.box.12.1700000000123");
  EXPECT_EQ(NameOf({"../a b\n", "x.y.z", 1, 2}), "___a_b_.x_y_z.1.2");
  EXPECT_EQ(NameOf({"", "", 1, 2}), "unknown.unknown.1.2");
  EXPECT_EQ(NameOf({std::string(300, 'x'), "h", 1, 2}),
            std::string(64, 'x') + ".h.1.2");
}

TEST_F(SeriesDirectoryTest, NothingIsCreatedBeforeOpen) {
  ASSERT_TRUE(directory_->Configure(Base(), kName));
  EXPECT_FALSE(std::filesystem::exists(parent_.path() + "/a"));
  EXPECT_EQ(directory_->path(), "");
}

TEST_F(SeriesDirectoryTest, OpenCreatesThePathWithItsModes) {
  umask(0);
  ASSERT_TRUE(directory_->Configure(Base(), kName));
  const int fd = directory_->Open();
  ASSERT_GE(fd, 0);
  EXPECT_TRUE(IsDirectory(fd));
  EXPECT_EQ(Path(), Base() + "/redis-server.box.12.1700000000123");
  struct stat status = {};
  ASSERT_EQ(stat(Path().c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 07777, 0750u);
  ASSERT_EQ(stat(Base().c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 07777, 0755u);
  EXPECT_EQ(directory_->Open(), fd);
  EXPECT_EQ(directory_->generation(), 1u);
}

TEST_F(SeriesDirectoryTest, ATakenNameGivesWayToALaterMillisecond) {
  std::filesystem::create_directories(Base() +
                                      "/redis-server.box.12.1700000000123");
  ASSERT_TRUE(directory_->Configure(Base(), kName));
  ASSERT_GE(directory_->Open(), 0);
  EXPECT_EQ(Path(), Base() + "/redis-server.box.12.1700000000124");
}

TEST_F(SeriesDirectoryTest, ARelativeBaseIsThatOfTheStart) {
  const auto before = std::filesystem::current_path();
  std::filesystem::current_path(parent_.path());
  ASSERT_TRUE(directory_->Configure("out", kName));
  std::filesystem::current_path("/");
  EXPECT_GE(directory_->Open(), 0);
  std::filesystem::current_path(before);
  EXPECT_TRUE(std::filesystem::is_directory(parent_.path() + "/out"));
}

TEST_F(SeriesDirectoryTest, SurvivesThatItsDescriptorIsClosed) {
  ASSERT_TRUE(directory_->Configure(Base(), kName));
  ASSERT_GE(directory_->Open(), 0);
  const std::string path = Path();
  close(directory_->Open());
  const int fd = directory_->Open();
  EXPECT_TRUE(IsDirectory(fd));
  EXPECT_EQ(Path(), path);
  EXPECT_EQ(directory_->generation(), 1u);
}

TEST_F(SeriesDirectoryTest, SurvivesThatItsNumberIsReused) {
  ASSERT_TRUE(directory_->Configure(Base(), kName));
  const int old_fd = directory_->Open();
  ASSERT_GE(old_fd, 0);
  ASSERT_EQ(dup2(parent_.fd(), old_fd), old_fd);
  const int fd = directory_->Open();
  ASSERT_GE(fd, 0);
  EXPECT_NE(fd, old_fd);
  EXPECT_EQ(faccessat(fd, ".", W_OK, 0), 0);
  struct stat ours = {};
  struct stat named = {};
  ASSERT_EQ(fstat(fd, &ours), 0);
  ASSERT_EQ(stat(Path().c_str(), &named), 0);
  EXPECT_EQ(ours.st_ino, named.st_ino);
  EXPECT_EQ(fcntl(old_fd, F_GETFD) & ~FD_CLOEXEC, 0) << "still open";
  close(old_fd);
}

TEST_F(SeriesDirectoryTest, IsCreatedAnewWhenRemoved) {
  ASSERT_TRUE(directory_->Configure(Base(), kName));
  ASSERT_GE(directory_->Open(), 0);
  std::filesystem::remove_all(parent_.path() + "/a");
  EXPECT_GE(directory_->Open(), 0);
  EXPECT_TRUE(std::filesystem::is_directory(Path()));
  EXPECT_EQ(directory_->generation(), 2u);
}

TEST_F(SeriesDirectoryTest, AFileInTheWayIsAnError) {
  std::ofstream(parent_.path() + "/a") << "x";
  ASSERT_TRUE(directory_->Configure(Base(), kName));
  EXPECT_EQ(directory_->Open(), -ENOTDIR);
  EXPECT_EQ(directory_->path(), "");
}

TEST_F(SeriesDirectoryTest, APathTooLongIsRefused) {
  EXPECT_FALSE(directory_->Configure(std::string(5000, 'x'), kName));
  EXPECT_FALSE(directory_->Configure("", kName));
}

TEST_F(SeriesDirectoryTest, AForkedChildHasItsOwnBelowTheSameBase) {
  ASSERT_TRUE(directory_->Configure(Base(), kName));
  ASSERT_GE(directory_->Open(), 0);
  const std::string parents = Path();
  directory_->ForkChildReset({"redis-server", "box", 13, 1700000000200});
  EXPECT_EQ(directory_->path(), "");
  ASSERT_GE(directory_->Open(), 0);
  EXPECT_EQ(Path(), Base() + "/redis-server.box.13.1700000000200");
  EXPECT_TRUE(std::filesystem::is_directory(parents));
}

}  // namespace
}  // namespace leaktrace
