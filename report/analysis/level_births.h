// Births for profiles that know none (Go, tcmalloc, jemalloc), from the level
// alone: what rises was born then, and what falls was the newest. So a floor
// that keeps rising has survivors of every interval, and what comes and goes
// leaves none; churn at a constant level cannot be told from objects that stay.
#ifndef LEAKTRACE_REPORT_ANALYSIS_LEVEL_BIRTHS_H_
#define LEAKTRACE_REPORT_ANALYSIS_LEVEL_BIRTHS_H_

#include "report/analysis/snapshot_series.h"

namespace leaktrace::report {

// Fills in the cells of all owners. False, and nothing changes, if a snapshot
// of the series is leaktrace's own.
bool ReconstructBirths(SnapshotSeries* series);

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_ANALYSIS_LEVEL_BIRTHS_H_
