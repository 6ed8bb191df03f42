// What two snapshots of one series say: the difference of the live bytes and
// its sampling error. Objects alive at both add no noise. It is a statement of
// what changed, never a verdict.
#ifndef LEAKTRACE_REPORT_ANALYSIS_GROWTH_DIFFERENCE_H_
#define LEAKTRACE_REPORT_ANALYSIS_GROWTH_DIFFERENCE_H_

#include "report/analysis/cohort_matrix.h"
#include "report/analysis/growth_verdict.h"

namespace leaktrace::report {

// Row `to` minus row `from`, from < to.
GrowthDifference DifferenceOfRows(const CohortMatrix& matrix, int from, int to);

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_ANALYSIS_GROWTH_DIFFERENCE_H_
