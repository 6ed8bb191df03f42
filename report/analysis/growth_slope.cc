// Survivor bytes over the late half, and the Gamma interval of its events.
#include "report/analysis/growth_slope.h"

#include "report/analysis/growth_sampling.h"

namespace leaktrace::report {

GrowthSlope MeasureSlope(const CohortMatrix& matrix,
                         const GrowthSurvivors& survivors,
                         const GrowthPace& pace) {
  GrowthSlope slope;
  const int begin = pace.late_begin;
  const int end = survivors.end;
  if (begin >= end) return slope;
  double bytes = 0;
  double norm = 0;
  for (const CohortMatrix::Cell& cell : matrix.row(matrix.size() - 1)) {
    if (cell.epoch < begin || cell.epoch >= end) continue;
    bytes += cell.bytes;
    norm += cell.squared_norm;
  }
  const double variance = norm * pace.overdispersion;
  const double events = variance > 0 ? bytes * bytes / variance : 0;
  const std::vector<double>& time = matrix.time_edges();
  const double seconds = time[end] - time[begin];
  if (seconds > 0) slope.per_second = RateInterval(bytes / seconds, events);
  const std::vector<double>& axis = matrix.axis_edges();
  const double work = axis[end] - axis[begin];
  if (matrix.has_work() && work > 0) {
    slope.per_work = RateInterval(bytes / work, events);
  }
  return slope;
}

}  // namespace leaktrace::report
