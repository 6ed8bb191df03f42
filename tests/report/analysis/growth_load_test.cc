// Memory of what is in flight, under loads of several shapes.
#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <vector>

#include "report/analysis/growth_analysis.h"
#include "tests/report/analysis/growth_series_builder.h"

namespace leaktrace::report {
namespace {

constexpr int kRows = 48;

double Wave(int row) { return 100 + 60 * std::sin(row / 4.0); }
double Ramp(int row) { return 40 + 4.0 * row; }
double Flat(int) { return 100; }

std::vector<double> Sum(const std::function<double(int)>& load) {
  std::vector<double> sums;
  double sum = 0;
  for (int i = 0; i < kRows; ++i) sums.push_back(sum += load(i));
  return sums;
}

// A tenth of each row's load is alive for `life` rows.
GrowthSeriesBuilder InFlight(const std::function<double(int)>& load, int life) {
  GrowthSeriesBuilder builder(kRows);
  for (int i = 0; i < kRows; ++i) {
    builder.Add(i, i + life, std::round(load(i) / 10));
  }
  return builder;
}

TEST(GrowthLoad, WhatIsInFlightFollowsTheWork) {
  for (const int life : {1, 2, 4}) {
    const GrowthVerdict verdict =
        AnalyzeGrowth(InFlight(Wave, life).Work(Sum(Wave)).Build());
    EXPECT_TRUE(verdict.follows_load) << life;
    EXPECT_NE(verdict.kind, GrowthKind::kGrowing) << life;
  }
}

TEST(GrowthLoad, AllocationsAreTheLoadWhereNoWorkIsCounted) {
  EXPECT_TRUE(AnalyzeGrowth(InFlight(Wave, 1).Allocated(Sum(Wave)).Build())
                  .follows_load);
  EXPECT_FALSE(AnalyzeGrowth(InFlight(Wave, 1).Build()).follows_load);
}

TEST(GrowthLoad, ASteadyLoadIsFollowedByNobody) {
  EXPECT_FALSE(
      AnalyzeGrowth(InFlight(Wave, 1).Work(Sum(Flat)).Build()).follows_load);
  EXPECT_FALSE(
      AnalyzeGrowth(InFlight(Flat, 1).Work(Sum(Wave)).Build()).follows_load);
}

TEST(GrowthLoad, TwoTrendsAloneDoNotAgree) {
  EXPECT_FALSE(
      AnalyzeGrowth(InFlight(Ramp, 1).Work(Sum(Ramp)).Build()).follows_load);
}

TEST(GrowthLoad, ALeakUnderAChangingLoadIsALeak) {
  const GrowthVerdict verdict =
      AnalyzeGrowth(InFlight(Wave, kNeverDies).Work(Sum(Wave)).Build());
  EXPECT_EQ(verdict.kind, GrowthKind::kGrowing);
  EXPECT_FALSE(verdict.follows_load);
}

}  // namespace
}  // namespace leaktrace::report
