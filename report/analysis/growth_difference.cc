// Born since minus died since, each with its own sampling variance.
#include "report/analysis/growth_difference.h"

#include <algorithm>
#include <cmath>

#include "report/analysis/growth_sampling.h"

namespace leaktrace::report {
namespace {

using Cell = CohortMatrix::Cell;

// Variance of what a cohort lost, as if the lost samples weighed the same: the
// difference of two variances that were derived like that could be negative.
double LostVariance(const Cell& before, const Cell& after, double interval) {
  const double count = before.count - after.count;
  const double bytes = before.bytes - after.bytes;
  return SamplingVariance(count, std::max(bytes, 0.0), interval);
}

}  // namespace

GrowthDifference DifferenceOfRows(const CohortMatrix& matrix, int from,
                                  int to) {
  const double interval = matrix.interval_bytes();
  GrowthDifference result;
  // One pseudo-sample stands for what sampling may have missed altogether.
  double variance = interval > 1 ? interval * interval : 0;
  const auto later = matrix.row(to);
  auto after = later.begin();
  for (const Cell& before : matrix.row(from)) {
    while (after != later.end() && after->epoch < before.epoch) ++after;
    const bool alive = after != later.end() && after->epoch == before.epoch;
    const Cell survivors = alive ? *after : Cell{before.epoch, 0, 0, 0, {}};
    result.died_bytes += before.bytes - survivors.bytes;
    variance += LostVariance(before, survivors, interval);
  }
  for (const Cell& cell : later) {
    if (cell.epoch <= from) continue;
    result.born_bytes += cell.bytes;
    variance += matrix.Variance(cell);
  }
  result.bytes = result.born_bytes - result.died_bytes;
  result.stddev_bytes = std::sqrt(variance);
  return result;
}

}  // namespace leaktrace::report
