// Histories that go on against histories that run out.
#include "report/analysis/growth_persistence.h"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/report/analysis/growth_series_builder.h"

namespace leaktrace::report {
namespace {

constexpr int kRows = 40;

template <typename Births>
OwnerSeries SeriesOf(const Births& births) {
  GrowthSeriesBuilder builder(kRows);
  for (int i = 0; i < kRows; ++i) {
    builder.Add(i, kNeverDies, std::round(births(i)));
  }
  return builder.Build();
}

GrowthPersistence Persistence(const OwnerSeries& series) {
  const CohortMatrix matrix(series, kRows);
  return {matrix, FindSurvivors(matrix, BurnInEpochs(kRows)).value()};
}

TEST(GrowthPersistenceTest, SteadyAndAcceleratingBirthsGoOn) {
  EXPECT_GT(Persistence(SeriesOf([](int) { return 10; })).RecentlyGoesOn(), 3);
  EXPECT_GT(Persistence(SeriesOf([](int i) { return 1 + i; })).RecentlyGoesOn(),
            3);
}

TEST(GrowthPersistenceTest, SaturatingAndLogarithmicBirthsRunOut) {
  EXPECT_LT(Persistence(SeriesOf([](int i) {
              return 300 * std::exp(-i / 12.0);
            })).RecentlyGoesOn(),
            -3);
  EXPECT_LT(Persistence(SeriesOf([](int i) {
              return 300.0 / (i + 1);
            })).RecentlyGoesOn(),
            -3);
}

TEST(GrowthPersistenceTest, AStartupOnASteadyRateIsForgiven) {
  const auto series =
      SeriesOf([](int i) { return 20 + 400 * std::exp(-i / 3.0); });
  EXPECT_LT(Persistence(series).RecentlyGoesOn(), 0);
  EXPECT_GT(Persistence(series).GoesOnAfterStartup(), 3);
}

TEST(GrowthPersistenceTest, ALogarithmicFillIsNotAStartup) {
  const auto series = SeriesOf([](int i) { return 300.0 / (i + 1); });
  EXPECT_LT(Persistence(series).GoesOnAfterStartup(), 1);
}

TEST(GrowthPersistenceTest, ABaseBeforeASteadyRateIsForgiven) {
  const auto series = SeriesOf([](int i) { return i == 0 ? 5000 : 5; });
  EXPECT_GT(Persistence(series).GoesOnAfterBase(), 3);
}

TEST(GrowthPersistenceTest, ABaseThatBeginsAFillIsNot) {
  const auto series = SeriesOf([](int i) { return 300.0 / (i + 1); });
  EXPECT_LT(Persistence(series).GoesOnAfterBase(), -3);
}

TEST(GrowthPersistenceTest, BurstsAreNoStrongEvidence) {
  const auto steady = SeriesOf([](int) { return 10; });
  const auto bursts = SeriesOf([](int i) { return i % 8 == 0 ? 80 : 0; });
  EXPECT_LT(std::abs(Persistence(bursts).RecentlyGoesOn()),
            Persistence(steady).RecentlyGoesOn());
}

TEST(GrowthPersistenceTest, NothingBornIsNoEvidence) {
  const auto series = GrowthSeriesBuilder(kRows).Add(0, kNeverDies, 9).Build();
  EXPECT_EQ(Persistence(series).RecentlyGoesOn(), 0);
  EXPECT_EQ(Persistence(series).GoesOnAfterStartup(), 0);
}

}  // namespace
}  // namespace leaktrace::report
