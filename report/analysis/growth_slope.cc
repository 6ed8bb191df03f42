// Survivor bytes over the mature part of the second half, and the Gamma
// interval of as many events as the error of that sum amounts to.
#include "report/analysis/growth_slope.h"

#include <algorithm>

#include "report/analysis/growth_sampling.h"

namespace leaktrace::report {
namespace {

// The epochs that are too young to judge had births of their own, as scattered
// as those seen; twice, because the scatter itself is only estimated.
constexpr double kUnseenWeight = 2;
// Of the mature survivors, the share that may still die, as a standard error.
constexpr double kDoomedShare = .25;

struct Survivors {
  double bytes = 0;
  double squared_norm = 0;
  double variance = 0;
};

Survivors Born(const CohortMatrix& matrix, int begin, int end) {
  Survivors sum;
  for (const CohortMatrix::Cell& cell : matrix.row(matrix.size() - 1)) {
    if (cell.epoch < begin || cell.epoch >= end) continue;
    sum.bytes += cell.bytes;
    sum.squared_norm += cell.squared_norm;
    sum.variance += matrix.Variance(cell);
  }
  return sum;
}

}  // namespace

GrowthSlope MeasureSlope(const CohortMatrix& matrix,
                         const GrowthSurvivors& survivors,
                         const GrowthPace& pace) {
  GrowthSlope slope;
  const int end = survivors.end;
  const int begin = std::min(matrix.size() / 2, pace.late_begin);
  if (begin >= end) return slope;
  const Survivors born = Born(matrix, begin, end);
  const double unseen = static_cast<double>(matrix.size() - end) /
                        static_cast<double>(matrix.size() - begin);
  const double doomed_bytes = kDoomedShare * survivors.hazard * born.bytes;
  const double variance =
      born.variance +
      kUnseenWeight * unseen * pace.overdispersion * born.squared_norm +
      doomed_bytes * doomed_bytes;
  const double events = variance > 0 ? born.bytes * born.bytes / variance : 0;
  const auto rate = [&](const std::vector<double>& edges) {
    const double width = edges[end] - edges[begin];
    return width > 0 ? std::optional(RateInterval(born.bytes / width, events))
                     : std::nullopt;
  };
  slope.per_second = rate(matrix.time_edges());
  if (matrix.has_work()) slope.per_work = rate(matrix.axis_edges());
  return slope;
}

}  // namespace leaktrace::report
