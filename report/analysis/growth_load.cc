// Following the load: memory of what is in flight, so a busy minute has more of
// it than a quiet one. Both have to rise and to fall, or any two trends would
// agree; what lives for some snapshots follows the mean load of those.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <numeric>
#include <vector>

#include "report/analysis/growth_shapes.h"
#include "report/analysis/growth_survivors.h"

namespace leaktrace::report {
namespace {

constexpr int kMinRows = 12;
constexpr double kMinRelativeRange = .3;
constexpr double kMinShareOfRange = .4;
constexpr double kMinCorrelation = .85;
constexpr std::array kWindows = {1, 2, 4, 8};

// Per second, over `window` epochs up to each row from `first` on.
std::vector<double> LoadOf(const CohortMatrix& matrix, int first, int window) {
  const std::vector<double>& load = matrix.load_edges();
  const std::vector<double>& time = matrix.time_edges();
  std::vector<double> rates;
  for (int i = first; i < matrix.size(); ++i) {
    const int begin = std::max(0, i + 1 - window);
    const double seconds = time[i + 1] - time[begin];
    rates.push_back(seconds > 0 ? (load[i + 1] - load[begin]) / seconds : 0);
  }
  return rates;
}

double Mean(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0) /
         static_cast<double>(values.size());
}

// By a large part of the whole range each.
bool RisesAndFalls(const std::vector<double>& values) {
  double lowest = values.front();
  double highest = values.front();
  double rise = 0;
  double fall = 0;
  for (const double value : values) {
    lowest = std::min(lowest, value);
    highest = std::max(highest, value);
    rise = std::max(rise, value - lowest);
    fall = std::max(fall, highest - value);
  }
  const double range = highest - lowest;
  return range >= kMinRelativeRange * Mean(values) &&
         std::min(rise, fall) >= kMinShareOfRange * range;
}

double Correlation(const std::vector<double>& a, const std::vector<double>& b) {
  const double mean_a = Mean(a);
  const double mean_b = Mean(b);
  double products = 0;
  double squares_a = 0;
  double squares_b = 0;
  for (size_t i = 0; i < a.size(); ++i) {
    products += (a[i] - mean_a) * (b[i] - mean_b);
    squares_a += (a[i] - mean_a) * (a[i] - mean_a);
    squares_b += (b[i] - mean_b) * (b[i] - mean_b);
  }
  const double squares = squares_a * squares_b;
  return squares > 0 ? products / std::sqrt(squares) : 0;
}

}  // namespace

double CorrelationWithLoad(const CohortMatrix& matrix) {
  const int first = BurnInEpochs(matrix.size());
  if (matrix.load_edges().empty() || first >= matrix.size()) return 0;
  const std::vector<double> levels(matrix.bytes().begin() + first,
                                   matrix.bytes().end());
  double highest = 0;
  for (const int window : kWindows) {
    highest =
        std::max(highest, Correlation(levels, LoadOf(matrix, first, window)));
  }
  return highest;
}

bool FollowsLoad(const CohortMatrix& matrix) {
  const int first = BurnInEpochs(matrix.size());
  if (matrix.load_edges().empty() || matrix.size() - first < kMinRows) {
    return false;
  }
  const std::vector<double> levels(matrix.bytes().begin() + first,
                                   matrix.bytes().end());
  return RisesAndFalls(levels) && RisesAndFalls(LoadOf(matrix, first, 1)) &&
         CorrelationWithLoad(matrix) >= kMinCorrelation;
}

}  // namespace leaktrace::report
