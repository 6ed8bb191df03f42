// The survivor profile of one owner: is there an age after which its objects
// stop dying, and what has accumulated of those that reached it? Sections 3.1
// to 3.4 of the method (report/analysis/README.md).
#ifndef LEAKTRACE_REPORT_ANALYSIS_GROWTH_SURVIVORS_H_
#define LEAKTRACE_REPORT_ANALYSIS_GROWTH_SURVIVORS_H_

#include <optional>

#include "report/analysis/cohort_matrix.h"

namespace leaktrace::report {

// Expected deaths of one mature object up to which there may be growth: healthy
// ones that live long keep the pooled hazard up beside a leak.
inline constexpr double kMaxHazardOfGrowth = .7;
// Fewer mature samples say nothing.
inline constexpr double kMinGrowthSurvivors = 4;

struct GrowthSurvivors {
  int burn_in = 0;   // births before this epoch are the base
  int maturity = 0;  // age in epochs
  int first = 0;     // survivors are counted in epochs [first, end)
  int end = 0;
  double mature_count = 0;  // survivors in [burn_in, end)
  double hazard = 0;        // expected deaths of one mature object
  bool immortal = false;    // hazard is low enough
  double bytes = 0;         // survivors in [first, end)
  double count = 0;
  int surviving_epochs = 0;
  double effective_epochs = 0;
  double net_fraction = 0;
  bool replaced = false;

  // Old objects stay, of several births, in addition to older ones.
  bool accumulating() const;
  // A weaker form: enough to call it a step or a filling cache.
  bool accumulated(double live_bytes) const;
};

// Epochs that count as start-up in a record of `rows` snapshots.
int BurnInEpochs(int rows);

// Nothing if the record is too short for any maturity age.
std::optional<GrowthSurvivors> FindSurvivors(const CohortMatrix& matrix,
                                             int burn_in);

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_ANALYSIS_GROWTH_SURVIVORS_H_
