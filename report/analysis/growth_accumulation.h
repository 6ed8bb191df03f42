// Is there accumulation that goes on? Judges the record behind a short start-up
// and again behind longer ones, and weighs what it finds into one logit.
#ifndef LEAKTRACE_REPORT_ANALYSIS_GROWTH_ACCUMULATION_H_
#define LEAKTRACE_REPORT_ANALYSIS_GROWTH_ACCUMULATION_H_

#include <optional>

#include "report/analysis/cohort_matrix.h"
#include "report/analysis/growth_pace.h"
#include "report/analysis/growth_survivors.h"

namespace leaktrace::report {

struct GrowthAccumulation {
  GrowthSurvivors survivors;
  GrowthPace pace;
  double persistence = 0;  // nats for "goes on" against "runs out"
  double logit = 0;        // only meaningful if survivors.accumulating()

  double confidence() const;
};

struct GrowthAccumulations {
  GrowthAccumulation whole;  // behind the short start-up
  // The strongest evidence for growth, behind whichever start-up.
  std::optional<GrowthAccumulation> growing;
};

// Nothing if the record is too short.
std::optional<GrowthAccumulations> FindAccumulation(const CohortMatrix& matrix);

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_ANALYSIS_GROWTH_ACCUMULATION_H_
