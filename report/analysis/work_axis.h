// The axis along which growth is judged: the work that the program counted
// itself, a counter file, all that was allocated, or only time.
#ifndef LEAKTRACE_REPORT_ANALYSIS_WORK_AXIS_H_
#define LEAKTRACE_REPORT_ANALYSIS_WORK_AXIS_H_

#include <string>

#include "absl/status/status.h"
#include "report/analysis/snapshot_series.h"
#include "report/analysis/work_counter.h"

namespace leaktrace::report {

// INVALID_ARGUMENT if the counter does not cover any of the series.
absl::Status SetWork(const WorkCounter& counter, SnapshotSeries* series);

// In words, the part of the series of which the counter knows nothing, if it is
// notable; else empty.
std::string UncountedTime(const WorkCounter& counter,
                          const SnapshotSeries& series);

// One unit of work is one object that was allocated.
void SetWorkFromAllocations(SnapshotSeries* series);

// Time alone.
void ForgetWork(SnapshotSeries* series);

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_ANALYSIS_WORK_AXIS_H_
