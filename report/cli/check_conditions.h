// What a run must be like for its verdict to count. A run that says nothing
// must not look as if it had passed.
#ifndef LEAKTRACE_REPORT_CLI_CHECK_CONDITIONS_H_
#define LEAKTRACE_REPORT_CLI_CHECK_CONDITIONS_H_

#include <optional>

#include "absl/status/status.h"
#include "report/analysis/growth_analysis.h"
#include "report/render/check_view.h"
#include "report/render/report_view.h"

namespace leaktrace::report {

struct CheckConditions {
  int min_snapshots = kMinGrowthSnapshots;
  // Of the process's memory. Nothing: enough for the report not to warn, where
  // nothing failed.
  std::optional<double> coverage_percent;
};

// Of what was recorded at all, and against what was asked for.
absl::Status RequireCoverage(const CheckConditions& conditions,
                             const ReportView& report);

// Makes `view` undecided if there are too few snapshots to judge, and adds what
// is doubtful about the run to its notes. Fails where it would pass though the
// report warns that it saw little of the memory.
absl::Status RequireConclusion(const CheckConditions& conditions,
                               const ReportView& report, CheckView* view);

// Whether the growth of the owners was judged, of any at least.
bool IsGrowthJudged(const CheckConditions& conditions,
                    const ReportView& report);

// What is doubtful about the base, and that growth which it does not show
// counts as new.
void AddBaseNotes(const CheckConditions& conditions, const ReportView& base,
                  const ReportView& head, CheckView* view);

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_CLI_CHECK_CONDITIONS_H_
