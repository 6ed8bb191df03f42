// Growth over repeated cycles of load and drain, one snapshot at the end of
// each: what a cycle leaves behind, and whether every one of them does.
#ifndef LEAKTRACE_REPORT_ANALYSIS_CYCLE_GROWTH_H_
#define LEAKTRACE_REPORT_ANALYSIS_CYCLE_GROWTH_H_

#include <vector>

#include "report/analysis/growth_verdict.h"
#include "report/analysis/owner_series.h"

namespace leaktrace::report {

// The first cycle fills caches; at least two more are needed.
inline constexpr int kMinCycles = 3;

struct CycleGrowth {
  std::vector<GrowthDifference> cycles;  // from the second cycle on
  GrowthDifference all;                  // last cycle minus first
  // It grew in each of them, and in all by more than sampling explains.
  bool every_cycle = false;
};

// `series` has a row per cycle.
CycleGrowth MeasureCycles(const OwnerSeries& series);

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_ANALYSIS_CYCLE_GROWTH_H_
