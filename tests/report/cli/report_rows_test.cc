// Tests of the rows of the report from two snapshots.
#include "report/cli/report_rows.h"

#include "gtest/gtest.h"
#include "tests/report/analysis/profile_builder.h"

namespace leaktrace::report {
namespace {

SnapshotInfo Info(int64_t sequence) {
  SnapshotInfo info;
  info.from_leaktrace = true;
  info.sequence = sequence;
  info.pid = 7;
  info.start_time_ns = 1;
  return info;
}

TEST(MakeReportRowsTest, GrowersComeFirstWithRateAndBirths) {
  ProfileBuilder first;
  first.profile.info = Info(0);
  first.Add({"big", "main"}, 1000000, 0);
  ProfileBuilder last;
  last.profile.info = Info(3);
  last.Add({"big", "main"}, 1000000, 0);
  last.Add({"xmalloc", "leak", "main"}, 300, 1);
  last.Add({"xmalloc", "leak", "main"}, 300, 3);
  const ReportRows rows =
      MakeReportRows(first.profile, last.profile, FrameRules::Shipped(),
                     GroupBy::kOwner, {.has_change = true, .seconds = 30});
  ASSERT_EQ(rows.owners.size(), 2U);
  const OwnerRow& leak = rows.owners[0];
  EXPECT_EQ(leak.name, "leak");
  EXPECT_EQ(leak.change_bytes, 600);
  EXPECT_DOUBLE_EQ(leak.bytes_per_minute.value(), 1200);
  EXPECT_EQ(leak.births_alive, 2);
  EXPECT_EQ(leak.births_total, 4);
  ASSERT_EQ(leak.path.size(), 3U);
  EXPECT_FALSE(leak.path[0].owner);
  EXPECT_TRUE(leak.path[1].owner);
  EXPECT_EQ(rows.total.live_bytes, 1000600);
  EXPECT_EQ(rows.total.change_bytes, 600);
  EXPECT_DOUBLE_EQ(rows.symbolized_fraction, 1);
}

TEST(MakeReportRowsTest, OwnersThatAreGoneStayInTheTable) {
  ProfileBuilder first;
  first.Add({"gone"}, 500);
  ProfileBuilder last;
  last.Add({"here"}, 100);
  const ReportRows rows =
      MakeReportRows(first.profile, last.profile, FrameRules::Shipped(),
                     GroupBy::kOwner, {.has_change = true, .seconds = 0});
  ASSERT_EQ(rows.owners.size(), 2U);
  EXPECT_EQ(rows.owners[1].name, "gone");
  EXPECT_EQ(rows.owners[1].change_bytes, -500);
  EXPECT_FALSE(rows.owners[1].bytes_per_minute.has_value());
}

TEST(MakeReportRowsTest, AddressesCountAsUnnamed) {
  ProfileBuilder only;
  only.Add({"+0x10@lib.so"}, 250);
  only.Add({"named"}, 750);
  const ReportRows rows = MakeReportRows(
      only.profile, only.profile, FrameRules::Shipped(), GroupBy::kOwner, {});
  EXPECT_DOUBLE_EQ(rows.symbolized_fraction, 0.75);
  EXPECT_FALSE(rows.owners[0].change_bytes.has_value());
  EXPECT_EQ(rows.owners[0].name, "named");
}

}  // namespace
}  // namespace leaktrace::report
