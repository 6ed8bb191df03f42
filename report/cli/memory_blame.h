// Whose the growth of a process is when its live heap does not explain it, with
// the remedy.
#ifndef LEAKTRACE_REPORT_CLI_MEMORY_BLAME_H_
#define LEAKTRACE_REPORT_CLI_MEMORY_BLAME_H_

#include "report/profile/snapshot_info.h"
#include "report/render/report_view.h"

namespace leaktrace::report {

// Names that MemoryView::mappings uses for mappings without one.
inline constexpr char kThreadStacks[] = "thread stacks";
inline constexpr char kAnonymousMappings[] = "anonymous mappings";

// Sets view->memory.blame and blamed, or leaves them empty: the process did not
// grow by much, or its heap did. `last` is of the last snapshot.
void BlameMemory(const SnapshotInfo& last, ReportView* view);

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_CLI_MEMORY_BLAME_H_
