// Likelihood ratios over the recent and the whole history. What a history that
// goes on may choose freely (a base, a start-up) costs it some nats.
#include "report/analysis/growth_persistence.h"

#include <algorithm>
#include <cmath>

namespace leaktrace::report {
namespace {

constexpr double kBaseCost = 1;
constexpr double kStartupCost = 3.5;

int OldestEpoch(const std::vector<double>& counts, int end) {
  int epoch = 0;
  while (epoch < end && counts[epoch] <= 0) ++epoch;
  return epoch;
}

double LogShare(double part, double total) {
  return part > 0 ? part * std::log(part / total) : 0;
}

}  // namespace

GrowthPersistence::GrowthPersistence(const CohortMatrix& matrix,
                                     const GrowthSurvivors& survivors)
    : GrowthPersistence(
          matrix, survivors, matrix.DenseCounts(matrix.size() - 1),
          OldestEpoch(matrix.DenseCounts(matrix.size() - 1), survivors.first)) {
}

// The first epoch of the accumulation was chosen for being full: it would bias
// the recent history.
GrowthPersistence::GrowthPersistence(const CohortMatrix& matrix,
                                     const GrowthSurvivors& survivors,
                                     const std::vector<double>& counts,
                                     int oldest)
    : recent_(counts, matrix.axis_edges(), survivors.first, survivors.first + 1,
              survivors.end),
      whole_(counts, matrix.axis_edges(), oldest, oldest, survivors.end),
      rest_(counts, matrix.axis_edges(), oldest, oldest + 1, survivors.end) {
  if (recent_.empty()) return;
  const std::vector<double>& edges = matrix.axis_edges();
  head_start_ = (edges[survivors.first] - edges[oldest]) /
                (edges[survivors.end] - edges[survivors.first]);
  overdispersion_ = recent_.Overdispersion();
}

double GrowthPersistence::RecentlyGoesOn() const {
  if (recent_.empty()) return 0;
  return (recent_.LastingLikelihood() - recent_.EndingLikelihood(head_start_)) /
         overdispersion_;
}

double GrowthPersistence::GoesOnAfterBase() const {
  if (recent_.empty() || rest_.empty()) return 0;
  const double lasting =
      std::max(whole_.LastingLikelihood(),
               BaseLikelihood() + rest_.LastingLikelihood() - kBaseCost);
  return (lasting - whole_.EndingLikelihood(0)) / overdispersion_;
}

double GrowthPersistence::GoesOnAfterStartup() const {
  if (recent_.empty() || rest_.empty()) return 0;
  const double lasting =
      BaseLikelihood() + rest_.TransientLikelihood() - kStartupCost;
  return std::max(GoesOnAfterBase(),
                  (lasting - whole_.EndingLikelihood(0)) / overdispersion_);
}

// Of the split between the base and the rest, at its most likely.
double GrowthPersistence::BaseLikelihood() const {
  const double base = whole_.total() - rest_.total();
  return LogShare(base, whole_.total()) +
         LogShare(rest_.total(), whole_.total());
}

}  // namespace leaktrace::report
