#include "report/analysis/cycle_growth.h"

#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace leaktrace::report {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

// Row i holds what is given of each epoch: bytes, objects of 100 bytes.
OwnerSeries Series(const std::vector<std::vector<double>>& rows) {
  OwnerSeries series;
  for (size_t i = 0; i < rows.size(); ++i) {
    SeriesRow& row = series.rows.emplace_back();
    row.sequence = static_cast<int64_t>(i);
    row.time_s = static_cast<double>(i + 1);
    for (size_t epoch = 0; epoch < rows[i].size(); ++epoch) {
      const double bytes = rows[i][epoch];
      if (bytes == 0) continue;
      row.cells.push_back(
          {static_cast<int64_t>(epoch), bytes / 100, bytes, {}, {}});
    }
  }
  return series;
}

TEST(CycleGrowth, NamesWhatEveryCycleLeavesBehind) {
  const CycleGrowth growth = MeasureCycles(
      Series({{500}, {500, 100}, {500, 100, 200}, {500, 100, 200, 100}}));
  EXPECT_TRUE(growth.every_cycle);
  ASSERT_THAT(growth.cycles, SizeIs(3));
  EXPECT_EQ(growth.cycles[1].bytes, 200);
  EXPECT_EQ(growth.all.bytes, 400);
}

TEST(CycleGrowth, FirstCycleFillsCaches) {
  EXPECT_FALSE(MeasureCycles(Series({{900}, {900}, {900}, {900}})).every_cycle);
}

TEST(CycleGrowth, ReplacedObjectsAreNoGrowth) {
  EXPECT_FALSE(
      MeasureCycles(Series({{900}, {0, 900}, {0, 0, 900}})).every_cycle);
}

TEST(CycleGrowth, OneCycleWithoutGrowthClears) {
  const CycleGrowth growth =
      MeasureCycles(Series({{500}, {500, 900}, {500, 900}, {500, 900, 0, 9}}));
  EXPECT_FALSE(growth.every_cycle);
}

TEST(CycleGrowth, SamplingNoiseIsNone) {
  OwnerSeries series = Series({{500}, {500, 100}, {500, 100, 200}});
  series.sampling_interval_bytes = 64 << 10;
  EXPECT_FALSE(MeasureCycles(series).every_cycle);
}

TEST(CycleGrowth, TwoCyclesSayNothing) {
  EXPECT_THAT(MeasureCycles(Series({{1}, {1, 1}})).cycles, IsEmpty());
}

}  // namespace
}  // namespace leaktrace::report
