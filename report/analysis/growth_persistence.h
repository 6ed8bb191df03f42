// Persistence: which family of histories explains the survivors' births best,
// one that goes on (steady or accelerating) or one that runs out (saturating,
// logarithmic)? Log likelihood ratios in nats, divided by the overdispersion of
// the births; positive means that it goes on.
#ifndef LEAKTRACE_REPORT_ANALYSIS_GROWTH_PERSISTENCE_H_
#define LEAKTRACE_REPORT_ANALYSIS_GROWTH_PERSISTENCE_H_

#include "report/analysis/birth_history.h"
#include "report/analysis/cohort_matrix.h"
#include "report/analysis/growth_survivors.h"

namespace leaktrace::report {

class GrowthPersistence {
 public:
  GrowthPersistence(const CohortMatrix& matrix,
                    const GrowthSurvivors& survivors);

  // Of the births since the accumulation is counted, whatever was before.
  double RecentlyGoesOn() const;

  // Of all births since the oldest survivor: a base that was there at once and
  // then growth, against one fill from the beginning.
  double GoesOnAfterBase() const;

  // The same with a start-up that dies away allowed beside the growth.
  double GoesOnAfterStartup() const;

 private:
  GrowthPersistence(const CohortMatrix& matrix,
                    const GrowthSurvivors& survivors,
                    const std::vector<double>& counts, int oldest);

  double BaseLikelihood() const;

  BirthHistory recent_;
  BirthHistory whole_;
  BirthHistory rest_;      // the whole without its first epoch, the base
  double head_start_ = 0;  // age of the fill when `recent_` begins
  double overdispersion_ = 1;
};

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_ANALYSIS_GROWTH_PERSISTENCE_H_
