// Old objects that died since, and a level that did not rise, both speak of
// survivors that merely took a place.
#include "report/analysis/growth_replacement.h"

#include <algorithm>
#include <vector>

#include "report/analysis/growth_sampling.h"

namespace leaktrace::report {
namespace {

// A cache that filled a while ago goes on taking in as much as ever.
constexpr int kRecentDivisor = 3;
constexpr double kMinShareOfRise = .5;

struct Amount {
  double count = 0;
  double bytes = 0;
};

Amount BornBefore(const CohortMatrix& matrix, int row, int epoch) {
  Amount sum;
  for (const CohortMatrix::Cell& cell : matrix.row(row)) {
    if (cell.epoch >= epoch) break;
    sum.count += cell.count;
    sum.bytes += cell.bytes;
  }
  return sum;
}

// The number of live samples did not rise by what is said to have piled up.
bool IsLevel(const CohortMatrix& matrix, const GrowthSurvivors& found) {
  const std::vector<double>& counts = matrix.counts();
  const std::vector<double> since(counts.begin() + found.first, counts.end());
  const double spread = Quantile(since, .95) - Quantile(since, .05);
  const double rise = counts.back() - counts[std::max(found.first - 1, 0)];
  return rise + spread < kMinShareOfRise * found.count;
}

// In the last third of the record, for two that grew old one old one or more
// went.
bool TurnsOver(const CohortMatrix& matrix, const GrowthSurvivors& found) {
  const int last = matrix.size() - 1;
  const int begin = matrix.size() - matrix.size() / kRecentDivisor - 1;
  const int settled = begin - found.maturity + 1;
  if (settled <= found.first) return false;
  const double before = BornBefore(matrix, begin, settled).count;
  const double after = BornBefore(matrix, last, found.end).count;
  const double survivors = after - BornBefore(matrix, last, settled).count;
  return survivors >= kMinGrowthSurvivors &&
         after - before < kMinShareOfRise * survivors;
}

}  // namespace

double NetFraction(const CohortMatrix& matrix, const GrowthSurvivors& found) {
  if (found.bytes <= 0 || found.mature_count <= 0) return 0;
  const int last = matrix.size() - 1;
  const int settled = std::min(last, found.burn_in - 1 + found.maturity);
  const Amount before = BornBefore(matrix, settled, found.burn_in);
  const Amount after = BornBefore(matrix, last, found.burn_in);
  return std::min(1 - (before.bytes - after.bytes) / found.bytes,
                  1 - (before.count - after.count) / found.mature_count);
}

bool Replaced(const CohortMatrix& matrix, const GrowthSurvivors& found) {
  return IsLevel(matrix, found) || TurnsOver(matrix, found);
}

bool StartupWasDropped(const CohortMatrix& matrix,
                       const GrowthSurvivors& found) {
  double deaths = 0;
  double exposure = 0;
  for (int i = found.burn_in + 1; i < matrix.size(); ++i) {
    const int youngest = std::min(found.burn_in, i - found.maturity);
    const double before = BornBefore(matrix, i - 1, youngest).count;
    exposure += before;
    deaths += before - BornBefore(matrix, i, youngest).count;
  }
  const double span = matrix.size() - found.burn_in;
  return exposure > 0 && deaths / exposure * span >= kMaxHazardOfGrowth;
}

}  // namespace leaktrace::report
