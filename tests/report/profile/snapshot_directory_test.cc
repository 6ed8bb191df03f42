// Finding snapshots: by number, newest series first, clear errors.
#include "report/profile/snapshot_directory.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/stat.h>

#include <filesystem>

#include "tests/report/profile/status_matchers.h"
#include "tests/report/profile/temporary_directory.h"

namespace leaktrace::report {
namespace {

using absl::StatusCode;
using testing::ElementsAre;

std::vector<int64_t> Sequences(const SnapshotDirectory& series) {
  std::vector<int64_t> sequences;
  for (const SnapshotFile& file : series.snapshots) {
    sequences.push_back(file.sequence);
  }
  return sequences;
}

std::string NameOf(const SnapshotDirectory& series) {
  return std::filesystem::path(series.path).filename().string();
}

void WriteAt(const TemporaryDirectory& directory, const std::string& name,
             int64_t time_s) {
  const std::string path = directory.Write(name, "x");
  const timespec times[2] = {{time_s, 0}, {time_s, 0}};
  ASSERT_EQ(utimensat(AT_FDCWD, path.c_str(), times, 0), 0);
}

TEST(SnapshotDirectory, ListsSnapshotsByNumber) {
  const TemporaryDirectory directory;
  for (const char* const name :
       {"000010.pb", "000002.pb", "1000000.pb", "000003.pb.tmp", "control",
        "x.pb", "-1.pb", "4.pbx", ".pb", "7.pb/inner"}) {
    directory.Write(name, "x");
  }

  const absl::StatusOr<SnapshotDirectory> series =
      ListSnapshots(directory.path());

  ASSERT_THAT(series, Succeeds());
  EXPECT_THAT(Sequences(*series), ElementsAre(2, 10, 1000000));
  EXPECT_EQ(series->snapshots[0].path, directory.path() + "/000002.pb");
}

TEST(SnapshotDirectory, FindsTheSeriesWithTheNewestSnapshot) {
  const TemporaryDirectory directory;
  WriteAt(directory, "old/000001.pb", 1000);
  WriteAt(directory, "new/000001.pb", 500);
  WriteAt(directory, "new/000002.pb", 2000);
  WriteAt(directory, "empty/readme", 3000);

  const absl::StatusOr<SnapshotDirectory> series = FindSeries(directory.path());

  ASSERT_THAT(series, Succeeds());
  EXPECT_EQ(NameOf(*series), "new");
  EXPECT_THAT(Sequences(*series), ElementsAre(1, 2));
}

TEST(SnapshotDirectory, OrdersSeriesOfTheSameTimeByName) {
  const TemporaryDirectory directory;
  for (const char* const name : {"b/1.pb", "c/1.pb", "a/1.pb"}) {
    WriteAt(directory, name, 1000);
  }

  const absl::StatusOr<std::vector<SnapshotDirectory>> series =
      ListSeries(directory.path());

  ASSERT_THAT(series, Succeeds());
  ASSERT_EQ(series->size(), 3u);
  EXPECT_EQ(NameOf(series->front()), "a");
  EXPECT_EQ(NameOf(series->back()), "c");
}

TEST(SnapshotDirectory, TakesASeriesDirectoryItself) {
  const TemporaryDirectory directory;
  directory.Write("000001.pb", "x");
  directory.Write("inner/000009.pb", "x");

  const absl::StatusOr<SnapshotDirectory> series = FindSeries(directory.path());

  ASSERT_THAT(series, Succeeds());
  EXPECT_THAT(Sequences(*series), ElementsAre(1));
}

TEST(SnapshotDirectory, TellsHowToRecordWhenThereIsNothing) {
  const TemporaryDirectory directory;

  EXPECT_THAT(FindSeries(directory.path()),
              FailsWith(StatusCode::kNotFound, "LD_PRELOAD"));
  EXPECT_THAT(FindSeries(directory.path() + "/none"),
              FailsWith(StatusCode::kNotFound, "no such directory"));
}

TEST(SnapshotDirectory, SaysThatAFileIsNoDirectory) {
  const TemporaryDirectory directory;
  const std::string path = directory.Write("file", "x");

  EXPECT_THAT(FindSeries(path),
              testing::Not(FailsWith(StatusCode::kNotFound, "")));
}

}  // namespace
}  // namespace leaktrace::report
