// Tests of differences and of what is called noise.
#include "report/analysis/profile_diff.h"

#include <vector>

#include "gtest/gtest.h"

namespace leaktrace::report {
namespace {

SnapshotInfo Info(int64_t sequence, int64_t interval_bytes = 1) {
  SnapshotInfo info;
  info.from_leaktrace = true;
  info.sequence = sequence;
  info.pid = 7;
  info.start_time_ns = 1;
  info.interval_bytes = interval_bytes;
  info.exact = interval_bytes == 1;
  return info;
}

// A group whose survivors of `birth` hold `bytes` with `variance`.
void Add(OwnerGroups* groups, const char* name, int32_t birth, int64_t bytes,
         double variance) {
  OwnerGroup& group = (*groups)[{name, "app"}];
  group.totals.live_bytes += bytes;
  group.totals.variance += variance;
  group.births[birth].live_bytes += bytes;
  group.births[birth].variance += variance;
}

TEST(DiffGroupsTest, PairsCodeThatMovedBetweenTwoBuilds) {
  OwnerGroups a;
  OwnerGroups b;
  a[{"Cache::Add", "libold.so"}].totals.live_bytes = 100;
  b[{"Cache::Add", "libnew.so"}].totals.live_bytes = 300;
  a[{"init", "libold.so"}].totals.live_bytes = 1;
  b[{"init", "libx.so"}].totals.live_bytes = 2;
  b[{"init", "liby.so"}].totals.live_bytes = 3;
  SnapshotInfo other = Info(0);
  other.pid = 8;
  const std::vector<DiffRow> rows = DiffGroups(a, Info(0), b, other);
  ASSERT_EQ(rows.size(), 4U) << "init is ambiguous";
  EXPECT_EQ(rows[0].key.module, "libold.so -> libnew.so");
  EXPECT_EQ(rows[0].live_bytes, 200);
}

TEST(DiffGroupsTest, IsBMinusAWithGroupsOfEitherSide) {
  OwnerGroups a;
  OwnerGroups b;
  Add(&a, "gone", 0, 100, 0);
  Add(&b, "born", 1, 300, 0);
  Add(&a, "same", 0, 50, 0);
  Add(&b, "same", 0, 50, 0);
  const std::vector<DiffRow> rows = DiffGroups(a, Info(0), b, Info(1));
  ASSERT_EQ(rows.size(), 3U);
  EXPECT_EQ(rows[0].key.name, "born");
  EXPECT_EQ(rows[0].live_bytes, 300);
  EXPECT_EQ(rows[1].key.name, "gone");
  EXPECT_EQ(rows[1].live_bytes, -100);
  EXPECT_EQ(rows[2].live_bytes, 0);
  EXPECT_FALSE(rows[0].noise);
  EXPECT_TRUE(rows[2].noise);
}

TEST(DiffGroupsTest, SurvivorsOfBothSidesAddNoNoiseInOneRun) {
  OwnerGroups a;
  OwnerGroups b;
  Add(&a, "f", 0, 1000000, 1e9);
  Add(&b, "f", 0, 1000000, 1e9);
  Add(&b, "f", 2, 500, 2500);
  const DiffRow row = DiffGroups(a, Info(1, 10), b, Info(2, 10))[0];
  EXPECT_EQ(row.live_bytes, 500);
  EXPECT_DOUBLE_EQ(row.stddev_bytes * row.stddev_bytes, 2500 + 100);
  EXPECT_FALSE(row.noise);
}

TEST(DiffGroupsTest, DeathsCarryTheirVariance) {
  OwnerGroups a;
  OwnerGroups b;
  Add(&a, "f", 0, 1000, 900);
  Add(&b, "f", 0, 600, 500);
  const DiffRow row = DiffGroups(a, Info(1, 10), b, Info(2, 10))[0];
  EXPECT_EQ(row.live_bytes, -400);
  EXPECT_DOUBLE_EQ(row.stddev_bytes * row.stddev_bytes, 400 + 100);
}

TEST(DiffGroupsTest, OtherRunsAddBothErrorsAndTheCoarserInterval) {
  OwnerGroups a;
  OwnerGroups b;
  Add(&a, "f", 0, 1000, 900);
  Add(&b, "f", 0, 1100, 700);
  SnapshotInfo other = Info(1, 20);
  other.pid = 8;
  const DiffRow row = DiffGroups(a, Info(1, 10), b, other)[0];
  EXPECT_DOUBLE_EQ(row.stddev_bytes * row.stddev_bytes, 900 + 700 + 400);
  EXPECT_FALSE(row.noise);
}

TEST(DiffGroupsTest, SmallChangesOfSampledProfilesAreNoise) {
  OwnerGroups a;
  OwnerGroups b;
  Add(&b, "f", 2, 400, 160000);
  EXPECT_TRUE(DiffGroups(a, Info(1, 400), b, Info(2, 400))[0].noise);
}

TEST(IsSameRunTest, NeedsPidStartAndOrder) {
  EXPECT_TRUE(IsSameRun(Info(1), Info(2)));
  EXPECT_FALSE(IsSameRun(Info(2), Info(1)));
  SnapshotInfo restarted = Info(2);
  restarted.start_time_ns = 2;
  EXPECT_FALSE(IsSameRun(Info(1), restarted));
  EXPECT_FALSE(IsSameRun(SnapshotInfo(), SnapshotInfo()));
}

}  // namespace
}  // namespace leaktrace::report
