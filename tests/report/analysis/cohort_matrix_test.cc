// Reading a series into the matrix: nothing is lost by merging, nothing that
// cannot be is let in.
#include "report/analysis/cohort_matrix.h"

#include <gtest/gtest.h>

#include <limits>
#include <numeric>

#include "tests/report/analysis/growth_series_builder.h"

namespace leaktrace::report {
namespace {

TEST(CohortMatrixTest, MergingKeepsTheTotalsOfTheLastRow) {
  const auto series = GrowthSeriesBuilder(300).AddEach(0, 300, 90, 3).Build();
  const CohortMatrix matrix(series, 300);
  EXPECT_LE(matrix.size(), CohortMatrix::kMaxRows);
  EXPECT_EQ(matrix.counts().back(), 90 * 3);
  const auto dense = matrix.DenseCounts(matrix.size() - 1);
  EXPECT_EQ(std::accumulate(dense.begin(), dense.end(), 0.0), 90 * 3);
  EXPECT_EQ(matrix.time_edges().back(), 3000);
}

TEST(CohortMatrixTest, PrefixIgnoresLaterRows) {
  const auto series =
      GrowthSeriesBuilder(20).AddEach(0, 20, kNeverDies, 1).Build();
  const CohortMatrix matrix(series, 8);
  EXPECT_EQ(matrix.size(), 8);
  EXPECT_EQ(matrix.counts().back(), 8);
}

TEST(CohortMatrixTest, CellsBornAfterTheirRowAreDropped) {
  auto series = GrowthSeriesBuilder(8).Add(0, kNeverDies, 5).Build();
  series.rows[3].cells.push_back({7, 100, 1e9, {}, {}});
  series.rows[7].cells.push_back(
      {std::numeric_limits<int64_t>::max(), 1, 1, {}, {}});
  const CohortMatrix matrix(series, 8);
  EXPECT_EQ(matrix.counts()[3], 5);
  EXPECT_EQ(matrix.counts()[7], 5);
}

TEST(CohortMatrixTest, GapsInTheSequenceFallToTheNextRow) {
  auto series = GrowthSeriesBuilder(3).Build();
  series.rows[0].sequence = 4;
  series.rows[1].sequence = 9;
  series.rows[2].sequence = 10;
  series.rows[2].cells = {{2, 1, 1, {}, {}},
                          {5, 1, 1, {}, {}},
                          {8, 1, 1, {}, {}},
                          {10, 1, 1, {}, {}}};
  const CohortMatrix matrix(series, 3);
  EXPECT_EQ(matrix.DenseCounts(2), (std::vector<double>{1, 2, 1}));
}

TEST(CohortMatrixTest, TimeOfWaitingIsNotOnTheAxis) {
  const auto series = GrowthSeriesBuilder(3).Waited({0, 4, 20}).Build();
  const CohortMatrix matrix(series, 3);
  EXPECT_EQ(matrix.time_edges(), (std::vector<double>{0, 10, 20, 30}));
  // Of the last 10 s, more than all are said to be waits.
  EXPECT_EQ(matrix.axis_edges(), (std::vector<double>{0, 10, 16, 18}));
}

TEST(CohortMatrixTest, WaitsThatAreNotKnownEverywhereAreIgnored) {
  auto series = GrowthSeriesBuilder(3).Waited({0, 4, 6}).Build();
  series.rows[1].waited_s.reset();
  const CohortMatrix matrix(series, 3);
  EXPECT_EQ(matrix.axis_edges(), matrix.time_edges());
}

TEST(CohortMatrixTest, WorkIsTheAxisOnlyIfItAdvances) {
  const auto idle = GrowthSeriesBuilder(3).Work({5, 5, 5}).Build();
  const auto busy = GrowthSeriesBuilder(3).Work({5, 5, 6}).Build();
  EXPECT_FALSE(CohortMatrix(idle, 3).has_work());
  EXPECT_TRUE(CohortMatrix(busy, 3).has_work());
  EXPECT_EQ(CohortMatrix(busy, 3).axis_edges().back(), 6);
}

TEST(CohortMatrixTest, ExactMomentsOfACellAreUsed) {
  auto series = GrowthSeriesBuilder(1).Build(65536);
  series.rows[0].cells = {{0, 2, 200000, 3e10, 1e10}};
  const CohortMatrix matrix(series, 1);
  EXPECT_EQ(matrix.row(0)[0].squared_norm, 3e10);
  EXPECT_EQ(matrix.Variance(matrix.row(0)[0]), 1e10);
}

}  // namespace
}  // namespace leaktrace::report
