// The difference of two snapshots and its error.
#include "report/analysis/growth_difference.h"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/report/analysis/growth_series_builder.h"

namespace leaktrace::report {
namespace {

constexpr double kInterval = 524288;

TEST(GrowthDifferenceTest, CountsBirthsAndDeathsApart) {
  const auto series =
      GrowthSeriesBuilder(3).Add(0, 2, 7).Add(1, kNeverDies, 10).Build();
  const GrowthDifference change =
      DifferenceOfRows(CohortMatrix(series, 3), 0, 2);
  EXPECT_EQ(change.born_bytes, 1000);
  EXPECT_EQ(change.died_bytes, 700);
  EXPECT_EQ(change.bytes, 300);
  EXPECT_EQ(change.stddev_bytes, 0);
}

TEST(GrowthDifferenceTest, ObjectsAliveAtBothAddNoNoise) {
  const auto series = GrowthSeriesBuilder(2)
                          .Add(0, kNeverDies, 100000, kInterval)
                          .Build(kInterval);
  const GrowthDifference change =
      DifferenceOfRows(CohortMatrix(series, 2), 0, 1);
  EXPECT_EQ(change.bytes, 0);
  EXPECT_NEAR(change.stddev_bytes, kInterval, 1);  // the pseudo-sample alone
}

TEST(GrowthDifferenceTest, SampledBirthsAndDeathsAddUpTheirVariances) {
  const auto series = GrowthSeriesBuilder(2)
                          .Add(0, 1, 50, kInterval)
                          .Add(1, kNeverDies, 49, kInterval)
                          .Build(kInterval);
  const GrowthDifference change =
      DifferenceOfRows(CohortMatrix(series, 2), 0, 1);
  EXPECT_NEAR(change.stddev_bytes, 10 * kInterval, .01 * kInterval);
}

}  // namespace
}  // namespace leaktrace::report
