// How fast: the rate of an accumulating owner over the second half of the
// record, from the survivors born in it, so that healthy churn and the base do
// not enter.
#ifndef LEAKTRACE_REPORT_ANALYSIS_GROWTH_SLOPE_H_
#define LEAKTRACE_REPORT_ANALYSIS_GROWTH_SLOPE_H_

#include <optional>

#include "report/analysis/cohort_matrix.h"
#include "report/analysis/growth_pace.h"
#include "report/analysis/growth_survivors.h"
#include "report/analysis/growth_verdict.h"

namespace leaktrace::report {

struct GrowthSlope {
  std::optional<GrowthRate> per_second;
  std::optional<GrowthRate> per_work;
};

GrowthSlope MeasureSlope(const CohortMatrix& matrix,
                         const GrowthSurvivors& survivors,
                         const GrowthPace& pace);

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_ANALYSIS_GROWTH_SLOPE_H_
