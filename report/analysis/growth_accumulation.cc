// Evidence for growth as a logistic of five numbers, and the choice among the
// start-ups behind which it is looked for.
#include "report/analysis/growth_accumulation.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "report/analysis/growth_persistence.h"

namespace leaktrace::report {
namespace {

// Fitted on simulated owners (tests/growth/simulate.py), scaled so that 1/2 is
// about 5 and 0.9 about 1 false alarm per 1000 owners.
constexpr double kIntercept = -3.8;
constexpr double kPerLogEpochs = 1.3;
constexpr double kPerPersistence = .8;
constexpr double kPerPaceZ = .85;
constexpr double kPerLogHazard = -.77;
constexpr double kPerReplacedShare = -7;
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
constexpr std::array kLongStartups = {Startup{4, 1.6}, Startup{2, 2.4}};
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
                         const GrowthSurvivors& survivors,
                         double max_persistence) {
  GrowthAccumulation found;
  found.survivors = survivors;
  found.pace = MeasurePace(matrix, survivors);
  found.persistence =
      std::min(GrowthPersistence(matrix, survivors).GoesOn(), max_persistence);
  found.logit = Logit(found);
  return found;
}

void TryLongStartup(const CohortMatrix& matrix, const Startup& startup,
                    GrowthAccumulations& found) {
  const int burn_in = (matrix.size() + startup.divisor - 1) / startup.divisor;
  const auto survivors = FindSurvivors(matrix, burn_in);
  if (!survivors || !survivors->accumulating()) return;
  // The whole record, too, must read as a start-up and then a steady rate.
  const double whole =
      GrowthPersistence(matrix, found.whole.survivors).GoesOnAfterTransient();
  GrowthAccumulation later = Judge(matrix, *survivors, whole);
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
  found.whole = Judge(matrix, *survivors, kMaxPersistence);
  if (survivors->accumulating()) found.growing = found.whole;
  if (matrix.size() < kMinRowsForLongStartup) return found;
  for (const Startup& startup : kLongStartups) {
    if (found.growing && found.growing->logit >= kMaxLogitBehindStartup) break;
    TryLongStartup(matrix, startup, found);
  }
  return found;
}

}  // namespace leaktrace::report
