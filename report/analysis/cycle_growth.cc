// See cycle_growth.h.
#include "report/analysis/cycle_growth.h"

#include <algorithm>

#include "report/analysis/cohort_matrix.h"
#include "report/analysis/growth_difference.h"
#include "report/analysis/normal_interval.h"

namespace leaktrace::report {

CycleGrowth MeasureCycles(const OwnerSeries& series) {
  CycleGrowth growth;
  const CohortMatrix matrix(series, static_cast<int>(series.rows.size()));
  if (matrix.size() < kMinCycles) return growth;
  for (int cycle = 1; cycle < matrix.size(); ++cycle) {
    growth.cycles.push_back(DifferenceOfRows(matrix, cycle - 1, cycle));
  }
  growth.all = DifferenceOfRows(matrix, 0, matrix.size() - 1);
  growth.every_cycle =
      growth.all.bytes > kNormal95 * growth.all.stddev_bytes &&
      std::all_of(growth.cycles.begin(), growth.cycles.end(),
                  [](const GrowthDifference& d) { return d.bytes > 0; });
  return growth;
}

}  // namespace leaktrace::report
