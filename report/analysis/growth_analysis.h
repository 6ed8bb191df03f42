// The verdict on one owner: does it accumulate, or is it merely used?
// The method, its figures and its limits are in report/analysis/README.md.
#ifndef LEAKTRACE_REPORT_ANALYSIS_GROWTH_ANALYSIS_H_
#define LEAKTRACE_REPORT_ANALYSIS_GROWTH_ANALYSIS_H_

#include <optional>

#include "report/analysis/growth_verdict.h"
#include "report/analysis/owner_series.h"

namespace leaktrace::report {

// Fewer snapshots give kInsufficient and a difference.
inline constexpr int kMinGrowthSnapshots = 6;

GrowthVerdict AnalyzeGrowth(const OwnerSeries& series);

// The same as if only the first `row_count` snapshots had been taken.
GrowthVerdict AnalyzeGrowth(const OwnerSeries& series, int row_count);

// How many snapshots had been seen when the owner was first called growing at
// two looks running; looks are spaced by an eighth of the record.
std::optional<int> GrowthDetectedAt(const OwnerSeries& series);

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_ANALYSIS_GROWTH_ANALYSIS_H_
