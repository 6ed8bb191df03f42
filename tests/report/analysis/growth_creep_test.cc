// Pools: the same number of buffers, each of them larger. Queues that grow.
#include "report/analysis/growth_creep.h"

#include <cmath>
#include <functional>
#include <vector>

#include "gtest/gtest.h"
#include "report/analysis/growth_analysis.h"
#include "tests/report/analysis/growth_series_builder.h"

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

// 100 objects a row come in, first in, first out; `out` says how many of them
// are gone by a row. The process allocates `load` objects in each.
OwnerSeries Queue(const std::function<double(int)>& out,
                  const std::function<double(int)>& load) {
  constexpr double kIn = 100;
  GrowthSeriesBuilder builder(kRows);
  std::vector<double> allocated;
  for (int i = 0; i < kRows; ++i) {
    int gone = i + 1;
    while (gone < kRows && out(gone) < kIn * (i + 1)) ++gone;
    builder.Add(i, gone < kRows ? gone : kNeverDies, kIn);
    allocated.push_back(load(i) + (i > 0 ? allocated.back() : 0));
  }
  return builder.Allocated(allocated).Build();
}

double Steady(int) { return 1000; }

TEST(GrowthBacklog, AConsumerThatIsTooSlowIsGrowth) {
  const GrowthVerdict verdict =
      AnalyzeGrowth(Queue([](int i) { return 70.0 * i; }, Steady));
  EXPECT_EQ(verdict.kind, GrowthKind::kGrowing);
  EXPECT_TRUE(verdict.backlog);
  ASSERT_TRUE(verdict.per_second.has_value());
  EXPECT_NEAR(verdict.per_second->value, 30 * 100 / 10.0, 60);
}

TEST(GrowthBacklog, AConsumerThatKeepsUpIsNone) {
  const GrowthVerdict verdict =
      AnalyzeGrowth(Queue([](int i) { return 100.0 * (i - 5); }, Steady));
  EXPECT_NE(verdict.kind, GrowthKind::kGrowing);
}

TEST(GrowthBacklog, ARisingLoadIsNone) {
  const GrowthVerdict verdict = AnalyzeGrowth(
      Queue([](int i) { return 70.0 * i; }, [](int i) { return 10.0 * i; }));
  EXPECT_FALSE(verdict.backlog);
}

}  // namespace
}  // namespace leaktrace::report
