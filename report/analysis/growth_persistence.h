// Persistence: which family of histories explains the survivors' births best,
// one that goes on (steady or accelerating) or one that runs out (saturating,
// logarithmic)? Log likelihood ratios of births per epoch, in nats, divided by
// their overdispersion; positive means that it goes on.
#ifndef LEAKTRACE_REPORT_ANALYSIS_GROWTH_PERSISTENCE_H_
#define LEAKTRACE_REPORT_ANALYSIS_GROWTH_PERSISTENCE_H_

#include <vector>

#include "report/analysis/cohort_matrix.h"
#include "report/analysis/growth_survivors.h"

namespace leaktrace::report {

class GrowthPersistence {
 public:
  GrowthPersistence(const CohortMatrix& matrix,
                    const GrowthSurvivors& survivors);

  // Steady or accelerating, against running out.
  double GoesOn() const;

  // The same with a start-up transient allowed on top of a steady rate, which
  // costs one nat for the freedom it has.
  double GoesOnAfterTransient() const;

 private:
  using Shape = std::vector<double>;  // share of the births per epoch

  template <typename Cumulative>
  Shape ShapeOf(const Cumulative& cumulative) const;
  Shape Steady() const;
  Shape Exponential(double time_constant) const;
  double LogLikelihood(const Shape& shape) const;
  double MixtureLikelihood(const Shape& steady, const Shape& transient) const;
  double LastingLikelihood() const;
  double EndingLikelihood() const;
  double Overdispersion() const;

  std::vector<double> counts_;  // empty: nothing to judge
  std::vector<double> edges_;   // of the epochs, the accumulation is [0, 1]
  double age_at_start_ = 0;     // of the oldest survivor, in that unit
  double total_ = 0;
};

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_ANALYSIS_GROWTH_PERSISTENCE_H_
