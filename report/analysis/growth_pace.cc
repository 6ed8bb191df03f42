// Two-sample comparison of survivor rates, early against late.
#include "report/analysis/growth_pace.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "report/analysis/range_sum.h"

namespace leaktrace::report {
namespace {

// Half way, in logarithms, between a leak (1) and a logarithmic fill (0.35).
constexpr double kSlowRatio = .6;

// Variance over mean of births per epoch from successive differences, so that
// a trend does not count as noise.
double Overdispersion(const std::vector<double>& counts, int begin, int end) {
  const double mean = RangeSum(counts, begin, end) / (end - begin);
  if (mean <= 0) return 1;
  double squares = 0;
  for (int k = begin; k + 1 < end; ++k) {
    squares += (counts[k + 1] - counts[k]) * (counts[k + 1] - counts[k]);
  }
  return std::max(1.0, squares / (end - begin - 1) / 2 / mean);
}

// The first epoch of [begin, end) that starts in the second half of the axis.
int Middle(const std::vector<double>& edges, int begin, int end) {
  const double middle = (edges[begin] + edges[end]) / 2;
  int split = begin;
  while (split <= end && edges[split] < middle) ++split;
  return std::clamp(split, begin + 1, end - 1);
}

}  // namespace

GrowthPace MeasurePace(const CohortMatrix& matrix,
                       const GrowthSurvivors& survivors) {
  GrowthPace pace;
  // The first epoch was chosen for being full: it would bias the early half.
  const int begin = survivors.first + 1;
  const int end = survivors.end;
  pace.late_begin = end;
  if (survivors.mature_count <= 0 || end - begin < 2) return pace;
  const std::vector<double> counts = matrix.DenseCounts(matrix.size() - 1);
  const std::vector<double>& edges = matrix.axis_edges();
  pace.overdispersion = Overdispersion(counts, begin, end);
  pace.late_begin = Middle(edges, begin, end);
  const double early_width = edges[pace.late_begin] - edges[begin];
  const double late_width = edges[end] - edges[pace.late_begin];
  if (early_width <= 0 || late_width <= 0) return pace;
  const double early =
      RangeSum(counts, begin, pace.late_begin) / pace.overdispersion + .5;
  const double late =
      RangeSum(counts, pace.late_begin, end) / pace.overdispersion + .5;
  pace.log_ratio = std::log(late / late_width) - std::log(early / early_width);
  pace.log_ratio_stddev = std::sqrt(1 / early + 1 / late);
  pace.z = (*pace.log_ratio - std::log(kSlowRatio)) / pace.log_ratio_stddev;
  return pace;
}

}  // namespace leaktrace::report
