// Pace: are survivors still being added as fast as before? Compares the late
// half of the accumulation with the early half, on the work axis when there is
// one. Section 3.5 of the method.
#ifndef LEAKTRACE_REPORT_ANALYSIS_GROWTH_PACE_H_
#define LEAKTRACE_REPORT_ANALYSIS_GROWTH_PACE_H_

#include <optional>

#include "report/analysis/cohort_matrix.h"
#include "report/analysis/growth_survivors.h"

namespace leaktrace::report {

struct GrowthPace {
  double z = -9;  // "undiminished" against "slowing like a filling cache"
  std::optional<double> log_ratio;  // of the late to the early rate
  double log_ratio_stddev = 0;
  double overdispersion = 1;  // of births per epoch against Poisson
  int late_begin = 0;         // the late half is [late_begin, survivors.end)
};

GrowthPace MeasurePace(const CohortMatrix& matrix,
                       const GrowthSurvivors& survivors);

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_ANALYSIS_GROWTH_PACE_H_
