// What the memory of the process as a whole says: what its growth consists of,
// when it meets a limit if it goes on like this, and whose it is when the heap
// is not to blame.
#ifndef LEAKTRACE_REPORT_CLI_REPORT_MEMORY_H_
#define LEAKTRACE_REPORT_CLI_REPORT_MEMORY_H_

#include "report/analysis/snapshot_series.h"
#include "report/profile/snapshot_info.h"
#include "report/render/report_view.h"

namespace leaktrace::report {

// The parts of the growth over the series.
void SetMemory(const SnapshotSeries& series, MemoryView* memory);

// Sets view->memory.notes, blame and blamed; owners and parts are filled in
// already, `last` is of the last snapshot.
void AddMemoryNotes(const SnapshotInfo& last, ReportView* view);

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_CLI_REPORT_MEMORY_H_
