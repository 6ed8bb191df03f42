// Tests for the shapes that are not growth, each in a file of its own:
// high-water (growth_highwater.cc), sawtooth (growth_sawtooth.cc), a level that
// settles (growth_settling.cc) and one that follows the load (growth_load.cc).
// They look at totals per snapshot.
#ifndef LEAKTRACE_REPORT_ANALYSIS_GROWTH_SHAPES_H_
#define LEAKTRACE_REPORT_ANALYSIS_GROWTH_SHAPES_H_

#include "report/analysis/cohort_matrix.h"

namespace leaktrace::report {

// The bytes went up, the number of objects did not: each became bigger.
bool IsHighwater(const CohortMatrix& matrix);

// At least two resets: a rise, then most of it dropped, falls steeper.
bool IsSawtooth(const CohortMatrix& matrix);

// Rose from the first third to the second and no more after: a cache that
// filled and now turns over.
bool IsSettling(const CohortMatrix& matrix);

// Goes up and down with the work that is done, or with what the process
// allocates where no work is counted.
bool FollowsLoad(const CohortMatrix& matrix);

// Of the level with the load, now or over the last snapshots; 0 if no load is
// known.
double CorrelationWithLoad(const CohortMatrix& matrix);

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_ANALYSIS_GROWTH_SHAPES_H_
