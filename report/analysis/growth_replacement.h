// Whether what piled up came in addition to what was there or in its place.
// Section 3.4 of the method (report/analysis/README.md).
#ifndef LEAKTRACE_REPORT_ANALYSIS_GROWTH_REPLACEMENT_H_
#define LEAKTRACE_REPORT_ANALYSIS_GROWTH_REPLACEMENT_H_

#include "report/analysis/cohort_matrix.h"
#include "report/analysis/growth_survivors.h"

namespace leaktrace::report {

// The share of the survivors that did not merely replace mature base objects.
double NetFraction(const CohortMatrix& matrix, const GrowthSurvivors& found);

// The number of live samples did not rise by what is said to have piled up,
// neither since the first survivor nor in the last third of the record: older
// ones than those of the base went for it.
bool Replaced(const CohortMatrix& matrix, const GrowthSurvivors& found);

// Whether what was born in the start-up, and is as old as `found` demands, went
// on dying after it: a batch, or a collection of garbage, that came late. What
// was born since has not been through one yet.
bool StartupWasDropped(const CohortMatrix& matrix,
                       const GrowthSurvivors& found);

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_ANALYSIS_GROWTH_REPLACEMENT_H_
