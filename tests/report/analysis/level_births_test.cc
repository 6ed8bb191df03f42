#include "report/analysis/level_births.h"

#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace leaktrace::report {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

SnapshotSeries Levels(const std::vector<int64_t>& levels) {
  SnapshotSeries series;
  OwnerHistory& owner = series.owners.emplace_back();
  owner.survivors.sampling_interval_bytes = 1;
  for (size_t i = 0; i < levels.size(); ++i) {
    SeriesPoint& point = series.points.emplace_back();
    point.sequence = static_cast<int64_t>(i);
    Totals& totals = owner.totals.emplace_back();
    totals.live_bytes = levels[i];
    totals.live_objects = levels[i] / 10;
    owner.survivors.rows.emplace_back().sequence = point.sequence;
  }
  return series;
}

// Bytes by epoch that are alive at the last row, epochs without any left out.
std::vector<std::pair<int64_t, double>> LastCells(SnapshotSeries series) {
  EXPECT_TRUE(ReconstructBirths(&series));
  std::vector<std::pair<int64_t, double>> cells;
  for (const CohortCell& cell : series.owners[0].survivors.rows.back().cells) {
    cells.emplace_back(cell.epoch, cell.bytes);
  }
  return cells;
}

TEST(ReconstructBirths, RisesAreBirths) {
  EXPECT_THAT(
      LastCells(Levels({100, 100, 150, 170})),
      ElementsAre(std::pair(0, 100), std::pair(2, 50), std::pair(3, 20)));
}

TEST(ReconstructBirths, TheNewestDieFirst) {
  EXPECT_THAT(
      LastCells(Levels({100, 300, 120, 200})),
      ElementsAre(std::pair(0, 100), std::pair(1, 20), std::pair(3, 80)));
  EXPECT_THAT(LastCells(Levels({100, 300, 0})), IsEmpty());
}

TEST(ReconstructBirths, LeavesOwnSeriesAlone) {
  SnapshotSeries series = Levels({100, 200});
  series.points[1].info.from_leaktrace = true;
  EXPECT_FALSE(ReconstructBirths(&series));
  EXPECT_THAT(series.owners[0].survivors.rows[1].cells, IsEmpty());
}

}  // namespace
}  // namespace leaktrace::report
