// The figures that limits are compared with, of an owner and of sums of owners.
#ifndef LEAKTRACE_REPORT_ANALYSIS_CHECK_MEASURE_H_
#define LEAKTRACE_REPORT_ANALYSIS_CHECK_MEASURE_H_

#include <optional>
#include <vector>

#include "report/analysis/check_limit.h"
#include "report/analysis/check_subject.h"
#include "report/analysis/growth_verdict.h"

namespace leaktrace::report {

// With its interval. Who raises no alarm does not grow. Nothing: not known.
std::optional<GrowthRate> MeasureOwner(const CheckOwner& owner,
                                       CheckMetric metric);

// One for each module, by name.
std::vector<CheckOwner> SumUpModules(const std::vector<CheckOwner>& owners);

// The total of the run; it grows as its owners do.
CheckOwner SumUpTotal(const CheckSubject& subject);

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_ANALYSIS_CHECK_MEASURE_H_
