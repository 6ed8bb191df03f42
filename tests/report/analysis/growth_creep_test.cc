// Pools: the same number of buffers, each of them larger.
#include "report/analysis/growth_creep.h"

#include <cmath>
#include <functional>

#include "gtest/gtest.h"
#include "report/analysis/growth_analysis.h"

namespace leaktrace::report {
namespace {

constexpr int kRows = 40;
constexpr double kBuffers = 20;

// Every buffer is replaced between two snapshots; `size` is that of each.
OwnerSeries Pool(const std::function<double(int)>& size) {
  OwnerSeries series;
  for (int i = 0; i < kRows; ++i) {
    SeriesRow& row = series.rows.emplace_back();
    row.sequence = i;
    row.time_s = i + 1;
    row.live_objects = kBuffers;
    row.cells.push_back({i, kBuffers, kBuffers * size(i), {}, {}});
  }
  return series;
}

TEST(GrowthCreep, APoolThatKeepsGrowingIsGrowth) {
  const GrowthVerdict verdict =
      AnalyzeGrowth(Pool([](int i) { return 1000 + 100 * i; }));
  EXPECT_EQ(verdict.kind, GrowthKind::kGrowing);
  EXPECT_TRUE(verdict.pool);
  ASSERT_TRUE(verdict.per_second.has_value());
  EXPECT_NEAR(verdict.per_second->value, 100 * kBuffers, 1);
  EXPECT_LE(verdict.per_second->low, verdict.per_second->value);
}

TEST(GrowthCreep, OneThatCameToRestIsAHighwaterMark) {
  const GrowthVerdict verdict =
      AnalyzeGrowth(Pool([](int i) { return 1000 + 100 * std::min(i, 20); }));
  EXPECT_EQ(verdict.kind, GrowthKind::kHighwater);
}

TEST(GrowthCreep, SlowingDownLikeALogarithmIsNone) {
  const GrowthVerdict verdict =
      AnalyzeGrowth(Pool([](int i) { return 1000 * std::log(3 + i); }));
  EXPECT_EQ(verdict.kind, GrowthKind::kHighwater);
}

TEST(GrowthCreep, AVectorThatDoublesHasPauses) {
  const GrowthVerdict verdict = AnalyzeGrowth(
      Pool([](int i) { return 1000 * std::exp2(std::floor(i / 10)); }));
  EXPECT_EQ(verdict.kind, GrowthKind::kHighwater);
}

}  // namespace
}  // namespace leaktrace::report
