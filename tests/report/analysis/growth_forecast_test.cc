// Time to a limit, and the confidence that is worth an alarm.
#include "report/analysis/growth_forecast.h"

#include <gtest/gtest.h>

#include <limits>
#include <vector>

namespace leaktrace::report {
namespace {

GrowthVerdict Growing(double rate, double low, double high,
                      double confidence = .95) {
  GrowthVerdict verdict;
  verdict.kind = GrowthKind::kGrowing;
  verdict.confidence = confidence;
  verdict.per_second = GrowthRate{rate, low, high};
  return verdict;
}

TEST(GrowthForecastTest, RatesOfSureOwnersAddUp) {
  const std::vector<GrowthVerdict> owners = {
      Growing(60, 50, 70), Growing(40, 30, 50), Growing(900, 800, 1000, .6)};
  const auto limit = ForecastLimit(owners, 1e6);
  ASSERT_TRUE(limit.has_value());
  EXPECT_NEAR(limit->seconds, 1e4, 1);
  EXPECT_LT(limit->earliest_s, 1e4);
  EXPECT_GT(limit->latest_s, 1e4);
}

TEST(GrowthForecastTest, ResidentBytesPerLiveByteShortenIt) {
  const std::vector<GrowthVerdict> owners = {Growing(100, 99, 101)};
  EXPECT_NEAR(ForecastLimit(owners, 1e6, 2)->seconds, 5e3, 1);
}

TEST(GrowthForecastTest, NoEstimateWithoutSureGrowth) {
  EXPECT_FALSE(ForecastLimit({}, 1e6).has_value());
  const std::vector<GrowthVerdict> vague = {Growing(10, 0, 60)};
  EXPECT_FALSE(ForecastLimit(vague, 1e6).has_value());
  const std::vector<GrowthVerdict> unbounded = {
      Growing(10, 0, std::numeric_limits<double>::infinity())};
  EXPECT_FALSE(ForecastLimit(unbounded, 1e6).has_value());
}

TEST(GrowthForecastTest, NoEstimateBeyondTheLimit) {
  const std::vector<GrowthVerdict> owners = {Growing(100, 99, 101)};
  EXPECT_FALSE(ForecastLimit(owners, -1).has_value());
}

TEST(GrowthForecastTest, MoreOwnersNeedMoreConfidence) {
  EXPECT_EQ(GrowthAlarmConfidence(100), .5);
  EXPECT_EQ(GrowthAlarmConfidence(101), .8);
  EXPECT_EQ(GrowthAlarmConfidence(2000), .9);
  EXPECT_EQ(GrowthAlarmConfidence(2001), .95);
}

}  // namespace
}  // namespace leaktrace::report
