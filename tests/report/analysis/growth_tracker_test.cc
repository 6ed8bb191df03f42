// Streaming: bounded, and the verdict is that of the whole record.
#include "report/analysis/growth_tracker.h"

#include <gtest/gtest.h>

#include "report/analysis/cohort_matrix.h"
#include "report/analysis/growth_analysis.h"
#include "tests/report/analysis/growth_series_builder.h"

namespace leaktrace::report {
namespace {

GrowthTracker Track(const OwnerSeries& series) {
  GrowthTracker tracker(series.sampling_interval_bytes);
  for (const SeriesRow& row : series.rows) tracker.Append(row);
  return tracker;
}

double LiveSamples(const SeriesRow& row) {
  double sum = 0;
  for (const CohortCell& cell : row.cells) sum += cell.sampled_objects;
  return sum;
}

TEST(GrowthTrackerTest, ShortSeriesIsKeptAsItIs) {
  const auto series = GrowthSeriesBuilder(100).AddEach(0, 100, 9, 2).Build();
  const GrowthTracker tracker = Track(series);
  ASSERT_EQ(tracker.series().rows.size(), 100U);
  EXPECT_EQ(tracker.series().rows[42].cells.size(),
            series.rows[42].cells.size());
}

TEST(GrowthTrackerTest, NeverKeepsMoreThanTheLimit) {
  GrowthTracker tracker(1);
  const auto series =
      GrowthSeriesBuilder(700).AddEach(0, 700, kNeverDies, 1).Build();
  for (const SeriesRow& row : series.rows) {
    tracker.Append(row);
    const auto& rows = tracker.series().rows;
    ASSERT_LE(rows.size(), static_cast<size_t>(CohortMatrix::kMaxRows));
    ASSERT_LE(rows.back().cells.size(), rows.size());
    ASSERT_EQ(rows.back().sequence, row.sequence);
    ASSERT_EQ(LiveSamples(rows.back()), LiveSamples(row));
  }
}

TEST(GrowthTrackerTest, VerdictOfALongLeakIsThatOfTheWholeRecord) {
  const auto series = GrowthSeriesBuilder(500)
                          .AddEach(0, 500, kNeverDies, 1)
                          .AddEach(0, 500, 2, 40)
                          .Build();
  const GrowthVerdict whole = AnalyzeGrowth(series);
  const GrowthVerdict streamed = AnalyzeGrowth(Track(series).series());
  EXPECT_EQ(streamed.kind, GrowthKind::kGrowing);
  ASSERT_TRUE(streamed.per_second && whole.per_second);
  EXPECT_NEAR(streamed.per_second->value, whole.per_second->value, .3);
}

TEST(GrowthTrackerTest, LateOwnerStartsFromACopyOfTheBlankSeries) {
  const auto leak =
      GrowthSeriesBuilder(40).AddEach(25, 40, kNeverDies, 5).Build();
  GrowthTracker blank(1);
  for (int i = 0; i < 25; ++i) blank.Append(leak.rows[i]);
  GrowthTracker late = blank;
  for (int i = 25; i < 40; ++i) late.Append(leak.rows[i]);
  EXPECT_EQ(AnalyzeGrowth(late.series()).kind, AnalyzeGrowth(leak).kind);
  EXPECT_EQ(AnalyzeGrowth(late.series()).confidence,
            AnalyzeGrowth(leak).confidence);
}

TEST(GrowthTrackerTest, HalfKnownMomentsAreNotAddedUp) {
  GrowthTracker tracker(65536);
  for (int i = 0; i < 129; ++i) {
    SeriesRow row;
    row.sequence = i;
    row.time_s = i + 1;
    row.cells = {{0, 1, 70000, 5e9, 1e9}};
    if (i > 0) row.cells.push_back({1, 1, 70000, {}, {}});
    tracker.Append(row);
  }
  const SeriesRow& last = tracker.series().rows.back();
  ASSERT_EQ(last.cells.size(), 1U);  // epochs 0 and 1 became one
  EXPECT_EQ(last.cells[0].sampled_objects, 2);
  EXPECT_FALSE(last.cells[0].variance.has_value());
}

}  // namespace
}  // namespace leaktrace::report
