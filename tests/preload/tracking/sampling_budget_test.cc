#include "preload/tracking/sampling_budget.h"

#include <cmath>

#include "gtest/gtest.h"
#include "preload/tracking/sample_weight.h"
#include "preload/tracking/sampler.h"

namespace leaktrace {
namespace {

constexpr uint64_t kOnePercent = 10'000;

// Samples of `cost_ticks` each, evenly spaced; true if one ended a window that
// was too expensive.
bool Exceeds(const SamplingBudget& budget, uint64_t cost_ticks,
             uint64_t distance_ticks, int samples) {
  SamplingWindow window = {};
  uint64_t now = 1;
  bool is_exceeded = false;
  for (int i = 0; i < samples; ++i, now += distance_ticks) {
    is_exceeded |= budget.IsExceededBy(&window, 0, now, now + cost_ticks);
  }
  return is_exceeded;
}

TEST(SamplingBudgetTest, IsExceededAboveTheShareOnly) {
  SamplingBudget budget;
  budget.Init(kOnePercent);
  EXPECT_FALSE(Exceeds(budget, 900, 100'000, 10'000));
  EXPECT_TRUE(Exceeds(budget, 1'100, 100'000, 10'000));
  EXPECT_FALSE(Exceeds(budget, 1'100, 1'000'000, 10'000));
}

TEST(SamplingBudgetTest, JudgesWholeWindowsOnly) {
  SamplingBudget budget;
  budget.Init(kOnePercent);
  // Enough samples in no time, enough time with few samples.
  EXPECT_FALSE(Exceeds(budget, 50, 100, 10'000));
  EXPECT_FALSE(Exceeds(budget, 60'000, SamplingBudget::kWindowTicks, 100));
}

TEST(SamplingBudgetTest, AnInterruptedSampleCountsForLittle) {
  SamplingBudget budget;
  budget.Init(kOnePercent);
  SamplingWindow window = {};
  uint64_t now = 1;
  bool is_exceeded = budget.IsExceededBy(
      &window, 0, now, now + SamplingBudget::kWindowTicks / 2);
  for (int i = 0; i < 1000; ++i) {
    now += SamplingBudget::kWindowTicks / 500;
    is_exceeded |= budget.IsExceededBy(&window, 0, now, now + 100);
  }
  EXPECT_FALSE(is_exceeded);
}

TEST(SamplingBudgetTest, AnotherIntervalBeginsAnotherWindow) {
  SamplingBudget budget;
  budget.Init(kOnePercent);
  SamplingWindow window = {};
  uint64_t now = 1;
  const uint64_t step = SamplingBudget::kWindowTicks / 300;
  for (uint32_t i = 0; i < SamplingBudget::kWindowSamples - 1; ++i) {
    now += step;
    EXPECT_FALSE(budget.IsExceededBy(&window, 0, now, now + step / 2));
  }
  now += step;
  EXPECT_FALSE(budget.IsExceededBy(&window, 1, now, now + step / 2));
  EXPECT_EQ(window.samples, 1u);
}

// A program whose sampling is far too expensive: the interval rises in the
// middle of it, again and again, whenever the budget says so.
TEST(SamplingBudgetTest, EstimatesStayUnbiasedWhileItRaisesTheInterval) {
  constexpr uint64_t kInterval = 1024;
  constexpr int kPrograms = 150;
  constexpr int kAllocations = 200'000;
  constexpr uint64_t kTicksPerAllocation =
      SamplingBudget::kWindowTicks / 20'000;
  constexpr uint64_t kTicksPerSample = 50'000;
  double sum = 0;
  double sum_of_squares = 0;
  int raised = 0;
  for (int program = 0; program < kPrograms; ++program) {
    Sampler sampler;
    sampler.Init(kInterval, static_cast<uint64_t>(program) + 1);
    SamplingBudget budget;
    budget.Init(kOnePercent);
    ThreadState thread = {};
    uint64_t now = 1;
    double estimate = 0;
    uint64_t truth = 0;
    for (int i = 0; i < kAllocations; ++i, now += kTicksPerAllocation) {
      const auto size_bytes = static_cast<uint64_t>(i % 7 * 100 + 16);
      truth += size_bytes;
      uint8_t shift = 0;
      if (Sampler::SkipUnsampled(&thread, size_bytes)) continue;
      if (!sampler.Decide(&thread, size_bytes, &shift)) continue;
      estimate += WeightOf(size_bytes, kInterval << shift).bytes;
      if (budget.IsExceededBy(&thread.window, shift, now,
                              now + kTicksPerSample)) {
        raised += sampler.RaiseInterval();
      }
    }
    const double ratio = estimate / static_cast<double>(truth);
    sum += ratio;
    sum_of_squares += ratio * ratio;
  }
  EXPECT_GT(raised, 2 * kPrograms);
  const double mean = sum / kPrograms;
  const double deviation =
      std::sqrt((sum_of_squares / kPrograms - mean * mean) / kPrograms);
  EXPECT_NEAR(mean, 1, 4 * deviation);
  EXPECT_LT(deviation, 0.01);
}

}  // namespace
}  // namespace leaktrace
