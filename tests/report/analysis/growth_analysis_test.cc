// Verdicts on owners whose behaviour is known, one program per test.
#include "report/analysis/growth_analysis.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "tests/report/analysis/growth_series_builder.h"

namespace leaktrace::report {
namespace {

using ::testing::AllOf;
using ::testing::Ge;
using ::testing::Le;

TEST(GrowthAnalysisTest, SteadyLeakIsGrowingAtItsRate) {
  const auto series =
      GrowthSeriesBuilder(40).AddEach(0, 40, kNeverDies, 5).Build();
  const GrowthVerdict verdict = AnalyzeGrowth(series);
  EXPECT_EQ(verdict.kind, GrowthKind::kGrowing);
  EXPECT_GE(verdict.confidence, .95);
  ASSERT_TRUE(verdict.per_second.has_value());
  EXPECT_NEAR(verdict.per_second->value, 50, .01);  // 5 of 100 B in 10 s
  EXPECT_LE(verdict.per_second->low, 50);
  EXPECT_GE(verdict.per_second->high, 50);
  EXPECT_FALSE(verdict.per_work.has_value());
  EXPECT_FALSE(verdict.young);
}

TEST(GrowthAnalysisTest, LeakBehindAHugeBaseIsGrowing) {
  const auto series = GrowthSeriesBuilder(40)
                          .Add(0, kNeverDies, 1e6)
                          .AddEach(0, 40, kNeverDies, 2)
                          .Build();
  EXPECT_EQ(AnalyzeGrowth(series).kind, GrowthKind::kGrowing);
}

TEST(GrowthAnalysisTest, LeakUnderHundredfoldChurnIsGrowingAtTheLeaksRate) {
  const auto series = GrowthSeriesBuilder(40)
                          .AddEach(0, 40, 1, 200)
                          .AddEach(0, 40, kNeverDies, 2)
                          .Build();
  const GrowthVerdict verdict = AnalyzeGrowth(series);
  EXPECT_EQ(verdict.kind, GrowthKind::kGrowing);
  ASSERT_TRUE(verdict.per_second.has_value());
  EXPECT_NEAR(verdict.per_second->value, 20, .01);
}

TEST(GrowthAnalysisTest, LeakAfterALongStartupIsGrowingButNotCertain) {
  GrowthSeriesBuilder builder(40);
  for (int i = 0; i < 12; ++i) builder.Add(i, kNeverDies, 400 >> (i / 2));
  const auto series = builder.AddEach(0, 40, kNeverDies, 10).Build();
  const GrowthVerdict verdict = AnalyzeGrowth(series);
  EXPECT_EQ(verdict.kind, GrowthKind::kGrowing);
  EXPECT_THAT(verdict.confidence, AllOf(Ge(.5), Le(.9)));
}

TEST(GrowthAnalysisTest, LeakPerRequestIsSteadyOnTheWorkAxis) {
  // A load that falls to a fifth: slowing in time, steady per request.
  GrowthSeriesBuilder builder(40);
  std::vector<double> work;
  double done = 0;
  for (int i = 0; i < 40; ++i) {
    const double requests = 1000 - 20.0 * i;
    done += requests;
    work.push_back(done);
    builder.Add(i, kNeverDies, std::round(requests / 50));
  }
  const GrowthVerdict by_work = AnalyzeGrowth(builder.Work(work).Build());
  EXPECT_EQ(by_work.kind, GrowthKind::kGrowing);
  ASSERT_TRUE(by_work.per_work.has_value());
  EXPECT_NEAR(by_work.per_work->value, 2, .1);  // 100 B per 50 requests
}

// Objects of 1 KiB, sampled at 64 KiB first; the budget of sampling then raised
// the interval to 256 KiB: a quarter of the samples for as many objects.
// `share` of the time of each of the later `rows` of 40, 10 s each.
std::vector<double> WaitsOfTheLast(int rows, double share) {
  std::vector<double> waited(40);
  for (int i = 40 - rows; i < 40; ++i) waited[i] = waited[i - 1] + share * 10;
  return waited;
}

TEST(GrowthAnalysisTest, LeakOfAProcessThatIsKeptWaitingGoesOn) {
  GrowthSeriesBuilder starved(40);
  starved.AddEach(0, 20, kNeverDies, 40).AddEach(20, 40, kNeverDies, 16);
  EXPECT_EQ(AnalyzeGrowth(starved.Build()).kind, GrowthKind::kWarmup);
  starved.Waited(WaitsOfTheLast(20, .6));
  const GrowthVerdict verdict = AnalyzeGrowth(starved.Build());
  EXPECT_EQ(verdict.kind, GrowthKind::kGrowing);
  // By the clock, between the rates of the two halves (400 and 160): that is
  // when the memory will be gone.
  ASSERT_TRUE(verdict.per_second.has_value());
  EXPECT_GT(verdict.per_second->value, 155);
  EXPECT_LT(verdict.per_second->value, 250);
}

TEST(GrowthAnalysisTest, WaitsDoNotMakeALeakOfAFillingCache) {
  GrowthSeriesBuilder cache(40);
  for (int i = 0; i < 40; ++i) cache.Add(i, kNeverDies, 60 * std::exp(-i / 8.));
  cache.Waited(WaitsOfTheLast(39, .6));
  EXPECT_EQ(AnalyzeGrowth(cache.Build()).kind, GrowthKind::kWarmup);
}

TEST(GrowthAnalysisTest, LeakWhoseIntervalWasRaisedGoesOn) {
  constexpr double kFine = 64 << 10;
  constexpr double kCoarse = 256 << 10;
  auto series = GrowthSeriesBuilder(40)
                    .AddEach(0, 20, kNeverDies, 40, kFine + 512)
                    .AddEach(20, 40, kNeverDies, 10, kCoarse + 512)
                    .Build(kCoarse);
  for (SeriesRow& row : series.rows) {
    row.interval_bytes = row.sequence < 20 ? kFine : kCoarse;
  }
  const GrowthVerdict verdict = AnalyzeGrowth(series);
  EXPECT_EQ(verdict.kind, GrowthKind::kGrowing);
  EXPECT_GE(verdict.confidence, .95);
  ASSERT_TRUE(verdict.evidence.pace_ratio.has_value());
  EXPECT_NEAR(*verdict.evidence.pace_ratio, 1, .02);
}

TEST(GrowthAnalysisTest, DoublingRateIsAccelerating) {
  GrowthSeriesBuilder builder(40);
  for (int i = 0; i < 40; ++i) builder.Add(i, kNeverDies, 1 + i);
  EXPECT_TRUE(AnalyzeGrowth(builder.Build()).accelerating);
}

TEST(GrowthAnalysisTest, FillingCacheIsWarmup) {
  GrowthSeriesBuilder builder(40);
  for (int i = 0; i < 40; ++i) {
    builder.Add(i, kNeverDies, std::round(500 * std::exp(-i / 6.0)));
  }
  EXPECT_EQ(AnalyzeGrowth(builder.Build()).kind, GrowthKind::kWarmup);
}

TEST(GrowthAnalysisTest, LeakThatStoppedIsWarmup) {
  const auto series =
      GrowthSeriesBuilder(40).AddEach(0, 20, kNeverDies, 10).Build();
  EXPECT_EQ(AnalyzeGrowth(series).kind, GrowthKind::kWarmup);
}

TEST(GrowthAnalysisTest, CacheThatTurnsOverIsNotGrowing) {
  const auto series = GrowthSeriesBuilder(60).AddEach(0, 60, 15, 20).Build();
  EXPECT_NE(AnalyzeGrowth(series).kind, GrowthKind::kGrowing);
}

// Filled over 70 % of the record, at a constant pace, and full since: no death
// is younger than that, and the base is small beside what joined it.
TEST(GrowthAnalysisTest, CacheThatFilledLateAndTurnsOverIsNotGrowing) {
  const auto series = GrowthSeriesBuilder(40).AddEach(0, 40, 28, 700).Build();
  EXPECT_EQ(AnalyzeGrowth(series).kind, GrowthKind::kWarmup);
}

TEST(GrowthAnalysisTest, LeakBesideACacheThatTurnsOverIsGrowing) {
  const auto series = GrowthSeriesBuilder(40)
                          .AddEach(0, 40, 3, 50)
                          .AddEach(0, 40, kNeverDies, 5)
                          .Build();
  EXPECT_EQ(AnalyzeGrowth(series).kind, GrowthKind::kGrowing);
}

TEST(GrowthAnalysisTest, ChurnAndStaticOwnersArePlateaus) {
  const auto churn = GrowthSeriesBuilder(40).AddEach(0, 40, 2, 50).Build();
  const auto fixed = GrowthSeriesBuilder(40).Add(0, kNeverDies, 1000).Build();
  EXPECT_EQ(AnalyzeGrowth(churn).kind, GrowthKind::kPlateau);
  EXPECT_EQ(AnalyzeGrowth(fixed).kind, GrowthKind::kPlateau);
}

TEST(GrowthAnalysisTest, OneLateAllocationOfManyIsAStep) {
  const auto series = GrowthSeriesBuilder(40)
                          .Add(0, kNeverDies, 100)
                          .Add(20, kNeverDies, 400)
                          .Build();
  EXPECT_EQ(AnalyzeGrowth(series).kind, GrowthKind::kStep);
}

TEST(GrowthAnalysisTest, BatchesThatAreDroppedAreASawtooth) {
  GrowthSeriesBuilder builder(48);
  for (int i = 0; i < 48; ++i) builder.Add(i, (i / 8 + 1) * 8, 30);
  EXPECT_EQ(AnalyzeGrowth(builder.Build()).kind, GrowthKind::kSawtooth);
}

TEST(GrowthAnalysisTest, BuffersThatCreepAreAPoolThatGrows) {
  GrowthSeriesBuilder builder(40);
  for (int i = 0; i < 40; ++i) builder.Add(i, i + 1, 8, 1000 + 100 * i);
  const GrowthVerdict verdict = AnalyzeGrowth(builder.Build());
  EXPECT_EQ(verdict.kind, GrowthKind::kGrowing);
  EXPECT_TRUE(verdict.pool);
}

TEST(GrowthAnalysisTest, FewSnapshotsGiveADifferenceButNoVerdict) {
  const auto series = GrowthSeriesBuilder(kMinGrowthSnapshots - 1)
                          .Add(0, 2, 10)
                          .AddEach(0, 5, kNeverDies, 5)
                          .Build();
  const GrowthVerdict verdict = AnalyzeGrowth(series);
  EXPECT_EQ(verdict.kind, GrowthKind::kInsufficient);
  ASSERT_TRUE(verdict.difference.has_value());
  EXPECT_EQ(verdict.difference->bytes, 1000);  // 20 born, 10 died
  EXPECT_EQ(verdict.difference->stddev_bytes, 0);
}

TEST(GrowthAnalysisTest, NothingAtAllIsInsufficient) {
  EXPECT_EQ(AnalyzeGrowth(OwnerSeries{}).kind, GrowthKind::kInsufficient);
  EXPECT_EQ(AnalyzeGrowth(GrowthSeriesBuilder(1).Build()).kind,
            GrowthKind::kInsufficient);
}

TEST(GrowthAnalysisTest, OwnerWithoutSamplesIsAPlateau) {
  EXPECT_EQ(AnalyzeGrowth(GrowthSeriesBuilder(20).Build()).kind,
            GrowthKind::kPlateau);
}

TEST(GrowthAnalysisTest, ClockThatStandsStillGivesNoRate) {
  const auto series = GrowthSeriesBuilder(40, /*seconds_per_row=*/0)
                          .AddEach(0, 40, kNeverDies, 5)
                          .Build();
  const GrowthVerdict verdict = AnalyzeGrowth(series);
  EXPECT_FALSE(verdict.per_second.has_value());
  EXPECT_TRUE(std::isfinite(verdict.evidence.evidence));
}

TEST(GrowthAnalysisTest, ClockThatJumpsBackIsSurvived) {
  auto series = GrowthSeriesBuilder(40).AddEach(0, 40, kNeverDies, 5).Build();
  for (size_t i = 20; i < 40; ++i) series.rows[i].time_s -= 300;
  const GrowthVerdict verdict = AnalyzeGrowth(series);
  EXPECT_TRUE(std::isfinite(verdict.evidence.evidence));
}

TEST(GrowthAnalysisTest, LongRecordIsMergedAndKeepsItsRate) {
  const auto series =
      GrowthSeriesBuilder(1000).AddEach(0, 1000, kNeverDies, 1).Build();
  const GrowthVerdict verdict = AnalyzeGrowth(series);
  EXPECT_LE(verdict.evidence.rows, 128);
  EXPECT_EQ(verdict.kind, GrowthKind::kGrowing);
  ASSERT_TRUE(verdict.per_second.has_value());
  EXPECT_NEAR(verdict.per_second->value, 10, .01);
}

TEST(GrowthAnalysisTest, SampledRunCouldHaveSeenTwentyIntervals) {
  const auto series =
      GrowthSeriesBuilder(40).Add(0, kNeverDies, 10).Build(65536);
  const GrowthVerdict verdict = AnalyzeGrowth(series);
  // Births of 35 rows of 10 s are old enough to be judged.
  EXPECT_NEAR(verdict.detectable_bytes_per_s, 20 * 65536 / 350.0, 1);
}

TEST(GrowthDetectedAtTest, NeedsTwoLooksRunning) {
  const auto leak =
      GrowthSeriesBuilder(40).AddEach(0, 40, kNeverDies, 5).Build();
  const auto fixed = GrowthSeriesBuilder(40).Add(0, kNeverDies, 99).Build();
  ASSERT_TRUE(GrowthDetectedAt(leak).has_value());
  const int at = *GrowthDetectedAt(leak);
  EXPECT_GT(at, kMinGrowthSnapshots);
  EXPECT_EQ(AnalyzeGrowth(leak, at).kind, GrowthKind::kGrowing);
  EXPECT_EQ(AnalyzeGrowth(leak, at - 1).kind, GrowthKind::kGrowing);
  EXPECT_FALSE(GrowthDetectedAt(fixed).has_value());
}

}  // namespace
}  // namespace leaktrace::report
