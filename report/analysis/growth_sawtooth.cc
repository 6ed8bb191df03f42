// Sawtooth: fills and is dropped at once, as a batch, a collection or a flush.
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

#include "report/analysis/growth_shapes.h"
#include "report/analysis/growth_survivors.h"

namespace leaktrace::report {
namespace {

constexpr int kMinResets = 2;
constexpr double kMinRiseOfTooth = .25;  // of the range, to count as a tooth
constexpr double kMinLoss = .6;          // of the rise, to count as a reset
constexpr double kMinSkew = 1.4;         // mean fall over mean rise
constexpr double kMinDropRange = .3;

// Variance of what died before each row.
std::vector<double> DeathVariance(const CohortMatrix& matrix) {
  std::vector<double> variance(matrix.size());
  for (int i = 1; i < matrix.size(); ++i) {
    const auto now = matrix.row(i);
    auto survivor = now.begin();
    for (const CohortMatrix::Cell& before : matrix.row(i - 1)) {
      while (survivor != now.end() && survivor->epoch < before.epoch) {
        ++survivor;
      }
      const bool alive =
          survivor != now.end() && survivor->epoch == before.epoch;
      variance[i] += std::max(
          before.squared_norm - (alive ? survivor->squared_norm : 0), 0.0);
    }
  }
  return variance;
}

// Follows the level between its last trough and its peak since.
class ResetCounter {
 public:
  ResetCounter(double level, double range)
      : trough_(level), peak_(level), range_(range) {}

  void Add(double level, double death_variance) {
    if (level > peak_) {
      peak_ = level;
      variance_ = 0;
    } else {
      variance_ += death_variance;
    }
    const double rise = peak_ - trough_;
    if (IsReset(level, rise)) {
      ++count_;
      trough_ = peak_ = level;
      variance_ = 0;
    } else {
      trough_ = std::min(trough_, level);
    }
    if (rise < kMinRiseOfTooth * range_ && level <= trough_) peak_ = level;
  }

  int count() const { return count_; }

 private:
  bool IsReset(double level, double rise) const {
    const double loss = peak_ - level;
    return rise >= kMinRiseOfTooth * range_ && loss >= kMinLoss * rise &&
           loss >= 2 * std::sqrt(variance_);
  }

  double trough_;
  double peak_;
  double range_;
  double variance_ = 0;
  int count_ = 0;
};

// Mean fall over mean rise, 0 if it never falls or never rises.
double Skew(const std::vector<double>& levels) {
  double up = 0;
  double down = 0;
  int ups = 0;
  int downs = 0;
  for (size_t i = 1; i < levels.size(); ++i) {
    const double change = levels[i] - levels[i - 1];
    if (change > 0) up += change, ++ups;
    if (change < 0) down -= change, ++downs;
  }
  return ups > 0 && downs > 0 ? (down / downs) / (up / ups) : 0;
}

}  // namespace

bool IsSawtooth(const CohortMatrix& matrix) {
  const std::vector<double>& levels = matrix.bytes();
  const auto [low, high] = std::minmax_element(levels.begin(), levels.end());
  const double range = *high - *low;
  double sum = 0;
  const int begin = BurnInEpochs(matrix.size());
  for (int i = begin; i < matrix.size(); ++i) sum += levels[i];
  const double mean = std::max(sum / (matrix.size() - begin), 1e-9);
  if (range < kMinDropRange * mean || Skew(levels) < kMinSkew) return false;
  const std::vector<double> variance = DeathVariance(matrix);
  ResetCounter resets(levels[0], range);
  for (int i = 1; i < matrix.size(); ++i) resets.Add(levels[i], variance[i]);
  return resets.count() >= kMinResets;
}

}  // namespace leaktrace::report
