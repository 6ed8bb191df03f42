// Evidence for growth as a logistic of five numbers, and the choice among the
// start-ups behind which it is looked for.
#include "report/analysis/growth_accumulation.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "report/analysis/growth_persistence.h"
#include "report/analysis/growth_replacement.h"

namespace leaktrace::report {
namespace {

// Fitted on simulated owners (tests/growth/simulate.py), scaled so that 1/2 is
// about 5 and 0.9 about 1 false alarm per 1000 owners.
constexpr double kIntercept = -3.6;
constexpr double kPerLogEpochs = 1.33;
constexpr double kPerPersistence = .8;
constexpr double kPerPaceZ = 1.2;
constexpr double kPerLogHazard = -.94;
constexpr double kPerReplacedShare = -8.4;
constexpr double kMinPersistence = -8;
constexpr double kMaxPersistence = 5;
constexpr double kPaceZLimit = 3;
// Hundreds of survivors without a death say no more than a hundred.
constexpr double kMinHazard = .005;

// A longer start-up is a second and a third chance, which costs; what needs one
// is never called certain (0.89).
struct Startup {
  int divisor;
  double cost;
};
constexpr std::array kLongStartups = {Startup{4, 2.35}, Startup{2, 3.15}};
constexpr int kMinRowsForLongStartup = 12;
constexpr double kMaxLogitBehindStartup = 2.1;

double Logit(const GrowthAccumulation& found) {
  const GrowthSurvivors& survivors = found.survivors;
  return kIntercept +
         kPerLogEpochs * std::log(std::max(survivors.effective_epochs, 1.0)) +
         kPerPersistence *
             std::clamp(found.persistence, kMinPersistence, kMaxPersistence) +
         kPerPaceZ * std::clamp(found.pace.z, -kPaceZLimit, kPaceZLimit) +
         kPerLogHazard * std::log(std::max(survivors.hazard, kMinHazard)) +
         kPerReplacedShare * std::max(0.0, 1 - survivors.net_fraction);
}

GrowthAccumulation Judge(const CohortMatrix& matrix,
                         const GrowthSurvivors& survivors, double persistence) {
  GrowthAccumulation found;
  found.survivors = survivors;
  found.pace = MeasurePace(matrix, survivors);
  found.persistence = persistence;
  found.logit = Logit(found);
  return found;
}

// Nothing stayed of the first half of what was born since: the start-up is not
// what hid it.
bool IsRecent(const GrowthSurvivors& survivors) {
  return survivors.end - survivors.first <
         (survivors.end - survivors.burn_in) / 2;
}

void TryLongStartup(const CohortMatrix& matrix, const Startup& startup,
                    GrowthAccumulations& found) {
  const int burn_in = (matrix.size() + startup.divisor - 1) / startup.divisor;
  const auto survivors = FindSurvivors(matrix, burn_in);
  if (!survivors || !survivors->accumulating() || IsRecent(*survivors) ||
      StartupWasDropped(matrix, *survivors)) {
    return;
  }
  const GrowthPersistence persistence(matrix, *survivors);
  GrowthAccumulation later = Judge(
      matrix, *survivors,
      std::min(persistence.RecentlyGoesOn(), persistence.GoesOnAfterStartup()));
  later.logit = std::min(later.logit - startup.cost, kMaxLogitBehindStartup);
  if (!found.growing || later.logit > found.growing->logit) {
    found.growing = later;
  }
}

}  // namespace

double GrowthAccumulation::confidence() const {
  return 1 / (1 + std::exp(-logit));
}

std::optional<GrowthAccumulations> FindAccumulation(
    const CohortMatrix& matrix) {
  const auto survivors = FindSurvivors(matrix, BurnInEpochs(matrix.size()));
  if (!survivors) return std::nullopt;
  GrowthAccumulations found;
  const GrowthPersistence persistence(matrix, *survivors);
  found.whole = Judge(
      matrix, *survivors,
      std::min(persistence.RecentlyGoesOn(), persistence.GoesOnAfterBase()));
  if (survivors->accumulating()) found.growing = found.whole;
  if (matrix.size() < kMinRowsForLongStartup) return found;
  for (const Startup& startup : kLongStartups) {
    if (found.growing && found.growing->logit >= kMaxLogitBehindStartup) break;
    TryLongStartup(matrix, startup, found);
  }
  return found;
}

}  // namespace leaktrace::report
