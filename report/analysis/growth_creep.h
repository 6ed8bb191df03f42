// Creep: a high-water mark that has not come to rest. As many objects as ever,
// each of them bigger and bigger, without a pause and without slowing: the
// capacity of a pool that follows the largest request it ever saw.
#ifndef LEAKTRACE_REPORT_ANALYSIS_GROWTH_CREEP_H_
#define LEAKTRACE_REPORT_ANALYSIS_GROWTH_CREEP_H_

#include <optional>

#include "report/analysis/cohort_matrix.h"
#include "report/analysis/growth_slope.h"

namespace leaktrace::report {

// How fast the live bytes of the second half rise, if they creep. To be asked
// of high-water marks only.
std::optional<GrowthSlope> FindCreep(const CohortMatrix& matrix);

// The same for a level that rises along a straight line, to twice what it was
// and more, while the load does not: a queue whose consumer is too slow. Its
// objects all go in the end, each later than the one before.
std::optional<GrowthSlope> FindBacklog(const CohortMatrix& matrix);

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_ANALYSIS_GROWTH_CREEP_H_
