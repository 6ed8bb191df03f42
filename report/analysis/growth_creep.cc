// The record behind the start-up in eight blocks; the median level of each must
// lie above the one before. A vector that doubles has pauses, a pool under
// requests of random size slows down like a logarithm.
#include "report/analysis/growth_creep.h"

#include <array>
#include <cmath>
#include <cstddef>
#include <optional>
#include <vector>

#include "report/analysis/growth_sampling.h"
#include "report/analysis/growth_shapes.h"
#include "report/analysis/growth_survivors.h"
#include "report/analysis/normal_interval.h"

namespace leaktrace::report {
namespace {

constexpr int kBlocks = 8;
constexpr int kMinRowsPerBlock = 2;
// Of the early pace, for the late half and for the last quarter: pools that
// come to rest are below one of them in the labelled corpus.
constexpr double kUndiminished = .8;
constexpr double kNotEnding = .6;
// Rises of sampled levels are rises only beyond this many deviations.
constexpr double kSurelyDeviations = 2;
// A pause of a sampled level may look like a fall.
constexpr double kPauseDeviations = .5;

// A backlog: random walks of healthy queues are less straight.
constexpr double kMinStraightness = .985;
constexpr double kMinRiseOfBacklog = 2;
constexpr double kExplainedByLoad = .7;

struct Blocks {
  std::array<double, kBlocks> bytes{};
  std::array<double, kBlocks> time{};
  std::array<double, kBlocks> axis{};
};

double MedianOf(const std::vector<double>& values, int begin, int end) {
  return Median({values.begin() + begin, values.begin() + end});
}

Blocks Divide(const CohortMatrix& matrix, int first) {
  Blocks blocks;
  const int rows = matrix.size() - first;
  for (int i = 0; i < kBlocks; ++i) {
    const int begin = first + i * rows / kBlocks;
    const int end = first + (i + 1) * rows / kBlocks;
    const auto at = static_cast<size_t>(i);
    blocks.bytes[at] = MedianOf(matrix.bytes(), begin, end);
    // Row k is seen where epoch k ends.
    blocks.time[at] = MedianOf(matrix.time_edges(), begin + 1, end + 1);
    blocks.axis[at] = MedianOf(matrix.axis_edges(), begin + 1, end + 1);
  }
  return blocks;
}

// The deviation of a difference of two levels by sampling alone.
double NoiseOf(const CohortMatrix& matrix) {
  double variance = 0;
  for (const CohortMatrix::Cell& cell : matrix.row(matrix.size() - 1)) {
    variance += matrix.Variance(cell);
  }
  return std::sqrt(2 * variance);
}

// Of the rise per block in the second half.
double ScatterOf(const std::array<double, kBlocks>& bytes) {
  constexpr size_t kMiddle = kBlocks / 2;
  const double mean = (bytes.back() - bytes[kMiddle - 1]) / (kBlocks - kMiddle);
  double squares = 0;
  for (size_t i = kMiddle; i < kBlocks; ++i) {
    const double off = bytes[i] - bytes[i - 1] - mean;
    squares += off * off;
  }
  return std::sqrt(squares);
}

GrowthRate RateOf(double rise, double error, double width) {
  return {rise / width, (rise - error) / width, (rise + error) / width};
}

// The share of the level's variance that a straight line explains.
double Straightness(const CohortMatrix& matrix, int first) {
  double mean_x = 0;
  double mean_y = 0;
  const double rows = matrix.size() - first;
  for (int i = first; i < matrix.size(); ++i) {
    mean_x += matrix.axis_edges()[i + 1] / rows;
    mean_y += matrix.bytes()[i] / rows;
  }
  double xx = 0;
  double xy = 0;
  double yy = 0;
  for (int i = first; i < matrix.size(); ++i) {
    const double x = matrix.axis_edges()[i + 1] - mean_x;
    const double y = matrix.bytes()[i] - mean_y;
    xx += x * x;
    xy += x * y;
    yy += y * y;
  }
  return xx > 0 && yy > 0 ? xy * xy / (xx * yy) : 0;
}

}  // namespace

std::optional<GrowthSlope> FindBacklog(const CohortMatrix& matrix) {
  const int first = BurnInEpochs(matrix.size());
  if (first >= matrix.size() || matrix.load_edges().empty() ||
      CorrelationWithLoad(matrix) >= kExplainedByLoad ||
      matrix.bytes().back() < kMinRiseOfBacklog * matrix.bytes()[first] ||
      Straightness(matrix, first) < kMinStraightness) {
    return std::nullopt;
  }
  return FindCreep(matrix);
}

std::optional<GrowthSlope> FindCreep(const CohortMatrix& matrix) {
  const int first = BurnInEpochs(matrix.size());
  if (matrix.size() - first < kBlocks * kMinRowsPerBlock) return std::nullopt;
  const Blocks blocks = Divide(matrix, first);
  constexpr size_t kThreeQuarters = kBlocks * 3 / 4 - 1;
  const double noise = NoiseOf(matrix);
  for (size_t i = 1; i < kBlocks; ++i) {
    if (blocks.bytes[i] - blocks.bytes[i - 1] <= -kPauseDeviations * noise) {
      return std::nullopt;
    }
  }
  constexpr size_t kMiddle = kBlocks / 2 - 1;
  const double early = (blocks.bytes[kMiddle] - blocks.bytes.front()) /
                       (blocks.axis[kMiddle] - blocks.axis.front());
  const double rise = blocks.bytes.back() - blocks.bytes[kMiddle];
  const double width = blocks.axis.back() - blocks.axis[kMiddle];
  const double ending = (blocks.bytes.back() - blocks.bytes[kThreeQuarters]) /
                        (blocks.axis.back() - blocks.axis[kThreeQuarters]);
  if (!(width > 0) || !(rise / width >= kUndiminished * early) ||
      !(ending >= kNotEnding * early) || rise < kSurelyDeviations * noise) {
    return std::nullopt;
  }
  const double error = kNormal95 * std::hypot(noise, ScatterOf(blocks.bytes));
  GrowthSlope slope;
  slope.per_second =
      RateOf(rise, error, blocks.time.back() - blocks.time[kMiddle]);
  if (matrix.has_work()) slope.per_work = RateOf(rise, error, width);
  return slope;
}

}  // namespace leaktrace::report
