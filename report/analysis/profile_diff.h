// What changed between two groupings, B - A, and by how much it may be wrong
// because of sampling alone.
#ifndef LEAKTRACE_REPORT_ANALYSIS_PROFILE_DIFF_H_
#define LEAKTRACE_REPORT_ANALYSIS_PROFILE_DIFF_H_

#include <cstdint>
#include <vector>

#include "report/analysis/owner_grouping.h"
#include "report/profile/snapshot_info.h"

namespace leaktrace::report {

struct DiffRow {
  GroupKey key;
  Totals base;             // A
  Totals head;             // B
  int64_t live_bytes = 0;  // B - A
  int64_t live_objects = 0;
  double stddev_bytes = 0;  // of live_bytes, from sampling
  bool noise = false;       // indistinguishable from no change at 95 %
};

// Two snapshots of one process with births: an object alive in both was
// sampled, or not, only once, and adds no error to the difference.
bool IsSameRun(const SnapshotInfo& base, const SnapshotInfo& head);

// A row per group of either side, largest absolute change first, then by key.
// A function that left one module and turned up in another is one row, whose
// module is "old -> new".
std::vector<DiffRow> DiffGroups(const OwnerGroups& base_groups,
                                const SnapshotInfo& base,
                                const OwnerGroups& head_groups,
                                const SnapshotInfo& head);

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_ANALYSIS_PROFILE_DIFF_H_
