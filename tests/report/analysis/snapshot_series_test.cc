// A series keeps what its snapshots say: order, sums per owner, survivors by
// birth, and it refuses to mix processes.
#include "report/analysis/snapshot_series.h"

#include <gmock/gmock.h>

#include "report/analysis/series_builder.h"
#include "report/profile/profile_writer.h"
#include "tests/report/profile/status_matchers.h"
#include "tests/report/profile/temporary_directory.h"

namespace leaktrace::report {
namespace {

using absl::StatusCode;
using testing::ElementsAre;

Profile Snapshot(int64_t sequence) {
  Profile profile;
  profile.source = std::to_string(sequence) + ".pb";
  profile.info.from_leaktrace = true;
  profile.info.pid = 42;
  profile.info.sequence = sequence;
  profile.info.uptime_ns = (sequence + 1) * 60'000'000'000;
  profile.locations = {{0, kNoMapping, {}}, {1, kNoMapping, {}}};
  return profile;
}

// One object of `bytes`, of the owner with that number, born in `birth`.
void AddLive(Profile& profile, uint32_t owner, int32_t birth, int64_t bytes) {
  Sample& sample = profile.samples.emplace_back();
  sample.locations = {owner};
  sample.live_objects = 1;
  sample.live_bytes = bytes;
  sample.birth = birth;
  sample.sampled_objects = 1;
  sample.variance = 4;
  sample.squared_norm = static_cast<double>(bytes * bytes);
}

uint32_t FirstLocation(const Profile&, const Sample& sample) {
  return sample.locations.front();
}

absl::StatusOr<SnapshotSeries> Build(const std::vector<Profile>& profiles) {
  SeriesBuilder builder(nullptr, FirstLocation, profiles.size(),
                        SeriesOrder::kAny);
  for (const Profile& profile : profiles) {
    absl::Status status = builder.Add(DigestOf(profile));
    if (!status.ok()) return status;
  }
  return builder.Build();
}

std::vector<int64_t> Sequences(const SnapshotSeries& series) {
  std::vector<int64_t> sequences;
  for (const SeriesPoint& point : series.points) {
    sequences.push_back(point.sequence);
  }
  return sequences;
}

std::vector<int64_t> Epochs(const SeriesRow& row) {
  std::vector<int64_t> epochs;
  for (const CohortCell& cell : row.cells) epochs.push_back(cell.epoch);
  return epochs;
}

TEST(SnapshotSeries, OrdersSnapshotsByNumber) {
  const absl::StatusOr<SnapshotSeries> series =
      Build({Snapshot(10), Snapshot(2), Snapshot(3)});

  ASSERT_THAT(series, Succeeds());
  EXPECT_THAT(Sequences(*series), ElementsAre(2, 3, 10));
  EXPECT_TRUE(series->has_times);
  EXPECT_EQ(series->points[0].time_s, 180);
}

TEST(SnapshotSeries, KeepsSumsAndSurvivorsPerOwner) {
  Profile first = Snapshot(0);
  AddLive(first, 0, 0, 100);
  Profile second = Snapshot(1);
  AddLive(second, 0, 0, 100);
  AddLive(second, 0, 1, 50);
  AddLive(second, 1, 1, 7);

  const absl::StatusOr<SnapshotSeries> series = Build({first, second});

  ASSERT_THAT(series, Succeeds());
  ASSERT_EQ(series->owners.size(), 2u);
  const OwnerHistory& grown = series->owners[0];
  EXPECT_EQ(grown.owner, 0u);
  EXPECT_EQ(grown.totals[0].live_bytes, 100);
  EXPECT_EQ(grown.totals[1].live_bytes, 150);
  EXPECT_EQ(grown.totals[1].variance, 8);
  const SeriesRow& row = grown.survivors.rows[1];
  EXPECT_EQ(row.sequence, 1);
  EXPECT_EQ(row.time_s, 120);
  EXPECT_EQ(row.live_objects, 2);
  EXPECT_THAT(Epochs(row), ElementsAre(0, 1));
  EXPECT_EQ(row.cells[1].bytes, 50);
  EXPECT_EQ(row.cells[1].sampled_objects, 1);
  EXPECT_EQ(row.cells[1].squared_norm, 2500);
  EXPECT_EQ(row.cells[1].variance, 4);
}

TEST(SnapshotSeries, HasEmptyRowsBeforeAnOwnerIsSeen) {
  Profile second = Snapshot(1);
  AddLive(second, 1, 1, 7);

  const absl::StatusOr<SnapshotSeries> series = Build({Snapshot(0), second});

  ASSERT_THAT(series, Succeeds());
  const OwnerHistory& late = series->owners[0];
  EXPECT_EQ(late.totals[0].live_bytes, 0);
  ASSERT_EQ(late.survivors.rows.size(), 2u);
  EXPECT_TRUE(late.survivors.rows[0].cells.empty());
}

TEST(SnapshotSeries, GivesBirthsOfMissingSnapshotsToTheNextPresent) {
  Profile early = Snapshot(2);
  AddLive(early, 0, 0, 1);
  AddLive(early, 0, 1, 2);
  Profile last = Snapshot(9);
  for (const int32_t birth : {0, 2, 3, 5, 9}) AddLive(last, 0, birth, 1);

  const absl::StatusOr<SnapshotSeries> series =
      Build({early, Snapshot(5), last});

  ASSERT_THAT(series, Succeeds());
  const std::vector<SeriesRow>& rows = series->owners[0].survivors.rows;
  EXPECT_THAT(Epochs(rows[0]), ElementsAre(2));
  EXPECT_EQ(rows[0].cells[0].bytes, 3);
  EXPECT_THAT(Epochs(rows[2]), ElementsAre(2, 5, 9));
  EXPECT_EQ(rows[2].cells[1].sampled_objects, 2);
}

TEST(SnapshotSeries, DoesNotLetABirthBeLaterThanItsSnapshot) {
  Profile first = Snapshot(0);
  AddLive(first, 0, 1, 5);

  const absl::StatusOr<SnapshotSeries> series = Build({first, Snapshot(1)});

  ASSERT_THAT(series, Succeeds());
  EXPECT_THAT(Epochs(series->owners[0].survivors.rows[0]), ElementsAre(0));
}

TEST(SnapshotSeries, RefusesSnapshotsOfTwoProcesses) {
  Profile other = Snapshot(1);
  other.info.pid = 43;
  Profile restarted = Snapshot(0);
  restarted.info.start_time_ns = 1;
  Profile again = Snapshot(1);
  again.info.start_time_ns = 2;

  EXPECT_THAT(Build({Snapshot(0), other}),
              FailsWith(StatusCode::kInvalidArgument, "0.pb and 1.pb"));
  EXPECT_THAT(Build({restarted, again}),
              FailsWith(StatusCode::kInvalidArgument, "different processes"));
}

TEST(SnapshotSeries, RefusesTheSameSnapshotTwice) {
  EXPECT_THAT(Build({Snapshot(0), Snapshot(3), Snapshot(3)}),
              FailsWith(StatusCode::kInvalidArgument, "both snapshot 3"));
}

TEST(SnapshotSeries, OrdersForeignProfilesByTheirTime) {
  Profile late;
  late.source = "late";
  late.info.time_ns = 9'000'000'000;
  Profile early;
  early.source = "early";
  early.info.time_ns = 4'000'000'000;

  const absl::StatusOr<SnapshotSeries> series = Build({late, early});

  ASSERT_THAT(series, Succeeds());
  EXPECT_EQ(series->points[0].source, "early");
  EXPECT_EQ(series->points[1].sequence, 1);
  EXPECT_EQ(series->points[1].time_s, 5);
}

TEST(SnapshotSeries, SaysWhenItHasNoTimes) {
  const absl::StatusOr<SnapshotSeries> series = Build({Profile(), Profile()});

  ASSERT_THAT(series, Succeeds());
  EXPECT_FALSE(series->has_times);
}

class SeriesOnDisk : public testing::Test {
 protected:
  SnapshotFile Write(int64_t sequence) {
    Profile profile = Snapshot(sequence);
    AddLive(profile, 0, static_cast<int32_t>(sequence), 10);
    return {sequence,
            directory_.Write(profile.source,
                             SerializeProfile(profile, ProfileEncoding::kRaw)),
            0};
  }

  TemporaryDirectory directory_;
};

TEST_F(SeriesOnDisk, PreparesWhatTheSnapshotsReferTo) {
  const std::vector<std::string> paths = {Write(1).path, Write(0).path};
  std::vector<size_t> prepared;
  const auto prepare = [&prepared](Profile& tables) {
    prepared.push_back(tables.locations.size());
    return absl::OkStatus();
  };

  const absl::StatusOr<SnapshotSeries> series =
      LoadSeries(paths, prepare, FirstLocation);

  ASSERT_THAT(series, Succeeds());
  EXPECT_THAT(prepared, ElementsAre(2));
  EXPECT_THAT(Sequences(*series), ElementsAre(0, 1));
}

TEST_F(SeriesOnDisk, KeepsBirthsOfEverySecondSnapshotOfALongSeries) {
  constexpr int kSnapshots = 300;
  SnapshotDirectory directory{directory_.path(), {}};
  for (int i = 0; i < kSnapshots; ++i) directory.snapshots.push_back(Write(i));

  const absl::StatusOr<SnapshotSeries> series =
      LoadSeries(directory, nullptr, FirstLocation);

  ASSERT_THAT(series, Succeeds());
  EXPECT_EQ(series->points.size(), 300u);
  const OwnerHistory& owner = series->owners[0];
  EXPECT_EQ(owner.totals.size(), 300u);
  ASSERT_EQ(owner.survivors.rows.size(), 150u);
  EXPECT_EQ(owner.survivors.rows.front().sequence, 1);
  EXPECT_EQ(owner.survivors.rows.back().sequence, 299);
}

// Its size is bounded, however long the program ran.
TEST_F(SeriesOnDisk, KeepsSomePointsOfAVeryLongSeries) {
  constexpr int kSnapshots = 1100;
  SnapshotDirectory directory{directory_.path(), {}};
  std::vector<std::string> paths;
  for (int i = 0; i < kSnapshots; ++i) {
    directory.snapshots.push_back(Write(i));
    paths.push_back(directory.snapshots.back().path);
  }

  const absl::StatusOr<SnapshotSeries> series =
      LoadSeries(directory, nullptr, FirstLocation);

  ASSERT_THAT(series, Succeeds());
  EXPECT_EQ(series->snapshots, 1100u);
  EXPECT_EQ(series->points.size(), 276u);
  EXPECT_EQ(series->owners[0].totals.size(), 276u);
  EXPECT_EQ(series->points[0].sequence, 0);
  EXPECT_EQ(series->points[1].sequence, 3);
  EXPECT_EQ(series->points.back().sequence, 1099);

  // Named one by one, in any order: the newest is there all the same.
  std::swap(paths.back(), paths[500]);
  const absl::StatusOr<SnapshotSeries> named =
      LoadSeries(paths, nullptr, FirstLocation);
  ASSERT_THAT(named, Succeeds());
  EXPECT_LE(named->points.size(), 277u);
  EXPECT_EQ(named->points.back().sequence, 1099);
}

TEST_F(SeriesOnDisk, LeavesOutFilesThatHaveVanished) {
  SnapshotFile gone = Write(1);
  gone.path += ".gone";
  const SnapshotDirectory directory{directory_.path(), {Write(0), gone}};

  EXPECT_EQ(LoadSeries(directory, nullptr, FirstLocation)->points.size(), 1u);
  EXPECT_THAT(LoadSeries({directory.path, {gone}}, nullptr, FirstLocation),
              FailsWith(StatusCode::kNotFound, "removed"));
}

TEST_F(SeriesOnDisk, StopsAtAFileThatIsNamedButNotThere) {
  EXPECT_THAT(LoadSeries(std::vector<std::string>{"/nonexistent/1.pb"}, nullptr,
                         FirstLocation),
              FailsWith(StatusCode::kNotFound, "/nonexistent/1.pb"));
}

TEST_F(SeriesOnDisk, StopsAtADamagedFile) {
  const SnapshotDirectory directory{
      directory_.path(),
      {Write(0), {1, directory_.Write("1.pb", "\x12\xff\xff"), 0}}};

  EXPECT_THAT(LoadSeries(directory, nullptr, FirstLocation),
              FailsWith(StatusCode::kDataLoss, "1.pb: byte"));
}

}  // namespace
}  // namespace leaktrace::report
