// The weights of sampled counts.
#include "report/profile/sampling_scale.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace leaktrace::report {
namespace {

TEST(SamplingScale, LeavesExactAndEmptyValuesAlone) {
  EXPECT_EQ(Unbias({3, 300}, 1).bytes, 300);
  EXPECT_EQ(Unbias({0, 300}, 1000).bytes, 300);
  EXPECT_EQ(Unbias({3, 0}, 1000).objects, 3);
}

TEST(SamplingScale, GivesSmallObjectsTheIntervalAndLargeOnesThemselves) {
  constexpr int64_t kInterval = 1 << 20;

  EXPECT_NEAR(static_cast<double>(Unbias({1, 16}, kInterval).bytes), kInterval,
              9);
  EXPECT_EQ(Unbias({1, int64_t{1} << 30}, kInterval).bytes, int64_t{1} << 30);
}

TEST(SamplingScale, KeepsTheSignOfDifferences) {
  const ScaledValues scaled = Unbias({-2, -200}, 1000);

  EXPECT_LT(scaled.objects, -2);
  EXPECT_LT(scaled.bytes, -200);
}

TEST(SamplingScale, SaturatesInsteadOfOverflowing) {
  constexpr int64_t kMax = std::numeric_limits<int64_t>::max();

  EXPECT_EQ(Unbias({kMax / 2, kMax / 2}, kMax).bytes, int64_t{1} << 62);
  EXPECT_EQ(RoundToInt64(-1e300), -(int64_t{1} << 62));
}

TEST(SamplingScale, EstimatesTheErrorOfWeightedValues) {
  Sample sample;
  sample.live_objects = 1000;
  sample.live_bytes = 100'000;
  EstimateSamplingError(1000, sample);

  const double kept = 1 - std::exp(-0.1);
  const double weight = 100 / kept;
  EXPECT_EQ(sample.sampled_objects, std::llround(1000 * kept));
  EXPECT_NEAR(sample.variance, 95 * weight * (weight - 100), 1);
  EXPECT_NEAR(sample.squared_norm, 1e10 / 95, 1);
}

TEST(SamplingScale, EstimatesNoErrorForExactValues) {
  Sample sample;
  sample.live_objects = 4;
  sample.live_bytes = 400;
  EstimateSamplingError(1, sample);

  EXPECT_EQ(sample.sampled_objects, 4);
  EXPECT_EQ(sample.variance, 0);
  EXPECT_EQ(sample.squared_norm, 40'000);
}

}  // namespace
}  // namespace leaktrace::report
