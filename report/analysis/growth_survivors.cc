// Survivor profile: pool deaths by age over all snapshots, take the smallest
// age beyond which they cease, then measure what is older than that.
#include "report/analysis/growth_survivors.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "report/analysis/growth_replacement.h"
#include "report/analysis/range_sum.h"

namespace leaktrace::report {
namespace {

using Cells = std::span<const CohortMatrix::Cell>;

constexpr int kBurnInDivisor = 12;
// Expected deaths of one mature object over the span in which the survivors
// accumulated. Turnover of any kind gives 1 or more, immortals 1/(2N).
constexpr double kMaxHazard = .5;
// Three equal steps are 3.
constexpr double kMinEffectiveEpochs = 3.2;
// A few epochs that still have all of theirs prove no immortality: the span of
// the hazard is at least this part of what is judged.
constexpr int kLeastSpanDivisor = 3;
constexpr double kMinNetFraction = .5;
constexpr double kMinNetFractionOfFilled = .3;
constexpr double kMinShareOfLive = .1;
// Survivors are counted from the epoch that holds this share of them.
constexpr double kFirstShare = .05;

// Deaths and exposure at age >= a, in samples, of births after the burn-in.
struct Mortality {
  std::vector<double> deaths;
  std::vector<double> exposure;
};

Mortality PoolMortality(const CohortMatrix& matrix, int burn_in) {
  const int rows = matrix.size();
  Mortality pooled{std::vector<double>(rows + 2),
                   std::vector<double>(rows + 2)};
  for (int i = 1; i < rows; ++i) {
    const Cells now = matrix.row(i);
    auto survivor = now.begin();
    for (const CohortMatrix::Cell& before : matrix.row(i - 1)) {
      if (before.epoch < burn_in) continue;
      while (survivor != now.end() && survivor->epoch < before.epoch) {
        ++survivor;
      }
      const bool alive =
          survivor != now.end() && survivor->epoch == before.epoch;
      const int age = i - before.epoch;
      pooled.deaths[age] += before.count - (alive ? survivor->count : 0);
      pooled.exposure[age] += before.count;
    }
  }
  for (int age = rows; age > 0; --age) {
    pooled.deaths[age] += pooled.deaths[age + 1];
    pooled.exposure[age] += pooled.exposure[age + 1];
  }
  return pooled;
}

int FirstEpoch(const std::vector<double>& counts, int begin, int end,
               double total) {
  double sum = 0;
  for (int k = begin; total > 0 && k < end; ++k) {
    sum += counts[k];
    if (sum >= kFirstShare * total + 1e-9) return k;
  }
  return begin;
}

// Of the ages 1, 2, 4... the smallest with a low hazard, else the lowest.
std::optional<GrowthSurvivors> FindMaturity(const CohortMatrix& matrix,
                                            const std::vector<double>& last,
                                            int burn_in) {
  const int rows = matrix.size();
  const Mortality pooled = PoolMortality(matrix, burn_in);
  std::optional<GrowthSurvivors> lowest;
  for (int age = 1; age <= std::max(1, rows / 2) && rows - age > burn_in + 1;
       age *= 2) {
    GrowthSurvivors candidate;
    candidate.burn_in = burn_in;
    candidate.maturity = age;
    candidate.end = rows - age;
    candidate.mature_count = RangeSum(last, burn_in, candidate.end);
    candidate.first =
        FirstEpoch(last, burn_in, candidate.end, candidate.mature_count);
    candidate.hazard =
        (pooled.deaths[age + 1] + .5) / (pooled.exposure[age + 1] + 1) *
        std::max(rows - candidate.first, (rows - burn_in) / kLeastSpanDivisor);
    candidate.immortal = candidate.hazard < kMaxHazard;
    if (candidate.immortal) return candidate;
    if (!lowest || candidate.hazard < lowest->hazard) lowest = candidate;
  }
  return lowest;
}

}  // namespace

bool GrowthSurvivors::accumulating() const {
  return hazard < kMaxHazardOfGrowth &&
         effective_epochs >= kMinEffectiveEpochs &&
         mature_count >= kMinGrowthSurvivors &&
         net_fraction >= kMinNetFraction && !replaced;
}

bool GrowthSurvivors::accumulated(double live_bytes) const {
  return immortal && mature_count >= kMinGrowthSurvivors &&
         bytes >= kMinShareOfLive * std::max(live_bytes, 1e-9) &&
         net_fraction >= kMinNetFractionOfFilled && !replaced;
}

int BurnInEpochs(int rows) {
  return std::max(1, (rows + kBurnInDivisor - 1) / kBurnInDivisor);
}

std::optional<GrowthSurvivors> FindSurvivors(const CohortMatrix& matrix,
                                             int burn_in) {
  const std::vector<double> counts = matrix.DenseCounts(matrix.size() - 1);
  std::optional<GrowthSurvivors> found = FindMaturity(matrix, counts, burn_in);
  if (!found) return std::nullopt;
  double byte_squares = 0;
  double count_squares = 0;
  for (const CohortMatrix::Cell& cell : matrix.row(matrix.size() - 1)) {
    if (cell.epoch < found->first || cell.epoch >= found->end) continue;
    found->count += cell.count;
    found->bytes += cell.bytes;
    byte_squares += cell.bytes * cell.bytes;
    count_squares += cell.count * cell.count;
    ++found->surviving_epochs;
  }
  // The geometric mean of both kinds: one huge object hides nothing, nor do
  // many tiny ones beside a step.
  if (byte_squares > 0 && count_squares > 0) {
    found->effective_epochs =
        found->bytes * found->count / std::sqrt(byte_squares * count_squares);
  }
  found->net_fraction = NetFraction(matrix, *found);
  found->replaced = Replaced(matrix, *found);
  return found;
}

}  // namespace leaktrace::report
