#include "preload/tracking/sampler.h"

#include <cmath>
#include <vector>

#include "gtest/gtest.h"
#include "preload/tracking/sample_weight.h"

namespace leaktrace {
namespace {

constexpr uint64_t kInterval = 64 * 1024;

struct Estimate {
  double objects = 0;
  double bytes = 0;
};

// Allocates `count` blocks of `size_bytes` and adds up the sampled weights.
Estimate Allocate(Sampler* sampler, ThreadState* thread, int count,
                  uint64_t size_bytes) {
  Estimate sum;
  for (int i = 0; i < count; ++i) {
    uint8_t shift = 0;
    if (Sampler::SkipUnsampled(thread, size_bytes)) continue;
    if (!sampler->Decide(thread, size_bytes, &shift)) continue;
    const SampleWeight weight =
        WeightOf(size_bytes, sampler->base_interval_bytes() << shift);
    sum.objects += weight.objects;
    sum.bytes += weight.bytes;
  }
  return sum;
}

// Relative standard deviation of the estimate is sqrt((1 - p) / (n p)).
double Tolerance(int count, uint64_t size_bytes, uint64_t interval_bytes) {
  const double p = -std::expm1(-static_cast<double>(size_bytes) /
                               static_cast<double>(interval_bytes));
  return 4 * std::sqrt((1 - p) / (count * p));
}

TEST(SamplerTest, EstimatesAreUnbiasedForEverySize) {
  for (const uint64_t size_bytes :
       {16ull, 100ull, 4096ull, 60'000ull, 1'000'000ull}) {
    Sampler sampler;
    sampler.Init(kInterval, 42);
    ThreadState thread = {};
    const int count = static_cast<int>(4'000'000'000 / (size_bytes + 400));
    const Estimate sum = Allocate(&sampler, &thread, count, size_bytes);
    const double tolerance = Tolerance(count, size_bytes, kInterval) + 1e-9;
    EXPECT_NEAR(sum.objects / count, 1, tolerance) << size_bytes;
    EXPECT_NEAR(sum.bytes / (static_cast<double>(count) * size_bytes), 1,
                tolerance)
        << size_bytes;
  }
}

TEST(SamplerTest, StaysUnbiasedWhenTheIntervalIsRaised) {
  Sampler sampler;
  sampler.Init(kInterval, 42);
  ThreadState thread = {};
  constexpr int kCount = 2'000'000;
  constexpr uint64_t kSize = 1000;
  Estimate sum = Allocate(&sampler, &thread, kCount, kSize);
  ASSERT_TRUE(sampler.RaiseInterval());
  EXPECT_EQ(sampler.interval_bytes(), 2 * kInterval);
  sum.bytes += Allocate(&sampler, &thread, kCount, kSize).bytes;
  EXPECT_NEAR(sum.bytes / (2.0 * kCount * kSize), 1,
              Tolerance(kCount, kSize, 2 * kInterval));
}

TEST(SamplerTest, ExactModeTakesEveryAllocation) {
  Sampler sampler;
  sampler.Init(1, 42);
  ThreadState thread = {};
  const Estimate sum = Allocate(&sampler, &thread, 1000, 48);
  EXPECT_EQ(sum.objects, 1000);
  EXPECT_EQ(sum.bytes, 48000);
  EXPECT_FALSE(sampler.RaiseInterval());
}

TEST(SamplerTest, ZeroSizedBlocksAreTakenInExactModeOnly) {
  Sampler exact;
  exact.Init(1, 42);
  ThreadState thread = {};
  uint8_t shift = 0;
  EXPECT_TRUE(exact.Decide(&thread, 0, &shift));
  Sampler sampled;
  sampled.Init(kInterval, 42);
  ThreadState other = {};
  EXPECT_EQ(Allocate(&sampled, &other, 100000, 0).objects, 0);
}

TEST(SamplerTest, ThreadsDrawDifferentSequences) {
  Sampler sampler;
  sampler.Init(kInterval, 42);
  ThreadState a = {};
  ThreadState b = {};
  uint8_t shift = 0;
  sampler.Decide(&a, 1, &shift);
  sampler.Decide(&b, 1, &shift);
  EXPECT_NE(a.bytes_until_sample, b.bytes_until_sample);
  EXPECT_NE(a.lane, b.lane);
}

TEST(SamplerTest, HugeSizesAreAlwaysSampledAndWeighThemselves) {
  Sampler sampler;
  sampler.Init(kInterval, 42);
  ThreadState thread = {};
  uint8_t shift = 0;
  EXPECT_FALSE(Sampler::SkipUnsampled(&thread, UINT64_MAX));
  EXPECT_TRUE(sampler.Decide(&thread, UINT64_MAX, &shift));
  EXPECT_DOUBLE_EQ(WeightOf(1ull << 40, kInterval).bytes, 0x1p40);
}

}  // namespace
}  // namespace leaktrace
