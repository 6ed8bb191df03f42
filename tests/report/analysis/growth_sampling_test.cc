// Known values of the sampling arithmetic and of the quantiles.
#include "report/analysis/growth_sampling.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace leaktrace::report {
namespace {

constexpr double kInterval = 524288;

double WeightOf(double size_bytes) {
  return size_bytes / -std::expm1(-size_bytes / kInterval);
}

TEST(GrowthSamplingTest, SizeOfWeightInvertsTheWeight) {
  for (const double size : {16.0, 4096.0, 524288.0, 1e7}) {
    EXPECT_NEAR(SizeOfWeight(WeightOf(size), kInterval), size, 1e-6 * kInterval)
        << size;
  }
}

TEST(GrowthSamplingTest, ExactModeHasNoVariance) {
  EXPECT_EQ(SamplingVariance(100, 1e6, 1), 0);
  EXPECT_EQ(SizeOfWeight(48, 1), 48);
}

TEST(GrowthSamplingTest, SmallObjectsWeighTheirIntervalEach) {
  const double bytes = 100 * WeightOf(16);
  EXPECT_NEAR(std::sqrt(SamplingVariance(100, bytes, kInterval)),
              10 * kInterval, .001 * kInterval);
}

TEST(GrowthSamplingTest, NoSamplesNoVariance) {
  EXPECT_EQ(SamplingVariance(0, 0, kInterval), 0);
  EXPECT_EQ(SquaredNorm(0, 0), 0);
}

TEST(GrowthSamplingTest, CoarserIntervalTakesFewerSamples) {
  // 640 samples of objects of 1 KiB at 64 KiB, unbiased.
  const double weight = 1024 / -std::expm1(-1.0 / 64);
  EXPECT_NEAR(SamplesAtInterval(640, 640 * weight, 65536, 524288),
              640 * std::expm1(-1.0 / 512) / std::expm1(-1.0 / 64), 1e-6);
  // Large objects are taken at either interval.
  EXPECT_NEAR(SamplesAtInterval(10, 1e9, 65536, 524288), 10, 1e-6);
  EXPECT_EQ(SamplesAtInterval(10, 1e6, 524288, 524288), 10);
  EXPECT_EQ(SamplesAtInterval(0, 0, 65536, 524288), 0);
  // From every allocation on.
  EXPECT_NEAR(SamplesAtInterval(1e6, 1e8, 1, 65536), 1e8 / 65536, 2);
}

TEST(GrowthSamplingTest, NormalQuantiles) {
  EXPECT_NEAR(NormalQuantile(.975), 1.959964, 1e-5);
  EXPECT_NEAR(NormalQuantile(.001), -3.090232, 1e-5);
  EXPECT_NEAR(NormalQuantile(.5), 0, 1e-9);
}

TEST(GrowthSamplingTest, GammaQuantilesAreNearTheExactOnes) {
  EXPECT_NEAR(GammaQuantile(10, .025), 4.7954, .02);
  EXPECT_NEAR(GammaQuantile(11, .975), 18.3904, .02);
  EXPECT_EQ(GammaQuantile(0, .5), 0);
}

TEST(GrowthSamplingTest, RateOfNoEventsHasNoUpperBound) {
  EXPECT_EQ(RateInterval(0, 0).high, std::numeric_limits<double>::infinity());
  const GrowthRate rate = RateInterval(100, 25);
  EXPECT_LT(rate.low, 100);
  EXPECT_GT(rate.high, 100);
}

TEST(GrowthSamplingTest, QuantilesInterpolate) {
  EXPECT_EQ(Median({4, 1, 3, 2}), 2.5);
  EXPECT_EQ(Quantile({7}, .95), 7);
}

}  // namespace
}  // namespace leaktrace::report
