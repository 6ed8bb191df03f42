// High-water: the same objects, grown in place or replaced by bigger ones
// (a vector that doubles, a pooled buffer whose capacity creeps).
#include <algorithm>
#include <cmath>
#include <vector>

#include "report/analysis/growth_sampling.h"
#include "report/analysis/growth_shapes.h"
#include "report/analysis/growth_survivors.h"

namespace leaktrace::report {
namespace {

constexpr double kMinGrowth = 1.15;       // of the bytes, and of the mean size
constexpr double kMaxObjectGrowth = 1.1;  // of the object count
constexpr double kFewObjects = 16;
// Share of the logarithmic growth that the size must explain when many.
constexpr double kSizeShare = .7;

double SamplingVarianceOf(const CohortMatrix& matrix, int row) {
  double sum = 0;
  for (const CohortMatrix::Cell& cell : matrix.row(row)) {
    sum += matrix.Variance(cell);
  }
  return sum;
}

struct Level {
  double objects = 0;
  double bytes = 0;
  double size() const { return bytes / std::max(objects, 1e-9); }
};

Level MedianLevel(const CohortMatrix& matrix, int begin, int end) {
  const auto median = [&](const std::vector<double>& values) {
    return Median({values.begin() + begin, values.begin() + end});
  };
  return {median(matrix.live_objects()), median(matrix.bytes())};
}

}  // namespace

bool IsHighwater(const CohortMatrix& matrix) {
  const int rows = matrix.size();
  const int begin = BurnInEpochs(rows);
  const Level early =
      MedianLevel(matrix, begin, begin + std::max(1, (rows - begin) / 4));
  const Level late = MedianLevel(matrix, rows - std::max(1, rows / 8), rows);
  if (early.objects <= 0 || late.bytes <= kMinGrowth * early.bytes ||
      late.objects > kMaxObjectGrowth * early.objects + .5 ||
      late.size() < kMinGrowth * early.size()) {
    return false;
  }
  const bool size_explains =
      early.bytes > 0 && late.size() / early.size() >
                             std::pow(late.bytes / early.bytes, kSizeShare);
  const double noise = .7 * std::sqrt(SamplingVarianceOf(matrix, rows - 1) +
                                      SamplingVarianceOf(matrix, begin));
  return (late.objects <= kFewObjects || size_explains) &&
         late.bytes - early.bytes > 2 * noise;
}

}  // namespace leaktrace::report
