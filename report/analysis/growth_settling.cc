// Settling: a level that rose early and then stayed, judged by thirds.
#include <cmath>
#include <vector>

#include "report/analysis/growth_sampling.h"
#include "report/analysis/growth_shapes.h"
#include "report/analysis/growth_survivors.h"

namespace leaktrace::report {
namespace {

constexpr double kMinRiseOfThirds = 1.25;  // of the last third over the first
constexpr double kMinZ = 3;

}  // namespace

bool IsSettling(const CohortMatrix& matrix) {
  const std::vector<double>& levels = matrix.bytes();
  const auto begin = levels.begin() + BurnInEpochs(matrix.size());
  const auto length = levels.end() - begin;
  const auto second = begin + length / 3 + (length % 3 > 0 ? 1 : 0);
  const auto third = second + length / 3 + (length % 3 > 1 ? 1 : 0);
  const double m1 = Median({begin, second});
  const double m2 = Median({second, third});
  const double m3 = Median({third, levels.end()});
  double norm = 1e-9;
  for (const CohortMatrix::Cell& cell : matrix.row(matrix.size() - 1)) {
    norm += cell.squared_norm;
  }
  return m3 > kMinRiseOfThirds * m1 && m3 - m1 > kMinZ * std::sqrt(norm) &&
         m2 > m1 && std::abs(m3 - m2) < .5 * (m2 - m1);
}

}  // namespace leaktrace::report
