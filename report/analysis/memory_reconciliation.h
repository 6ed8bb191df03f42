// Where the growth of a process went between two snapshots: live heap, what the
// allocator adds to it and keeps for later, other mappings by name, leaktrace's
// own, and what none of these explains. What a snapshot does not say stays
// empty; nothing is guessed.
#ifndef LEAKTRACE_REPORT_ANALYSIS_MEMORY_RECONCILIATION_H_
#define LEAKTRACE_REPORT_ANALYSIS_MEMORY_RECONCILIATION_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "report/profile/snapshot_info.h"

namespace leaktrace::report {

// Of mappings outside of the heap: "[thread stacks]", "[anonymous]", a path...
struct MappingGrowth {
  std::string name;
  int64_t bytes = 0;

  bool operator==(const MappingGrowth&) const = default;
};

// Bytes, last minus first; negative when it shrank.
struct MemoryReconciliation {
  // Anonymous memory, resident or swapped out.
  std::optional<int64_t> process_growth;
  int64_t live_growth = 0;  // as requested, estimated when sampled
  // Headers and rounding of live blocks, and the error of the estimate.
  std::optional<int64_t> overhead_growth;
  // Free and resident, but kept by the allocator. Without statistics of its
  // own: all that its mappings hold beyond the live heap.
  std::optional<int64_t> retained_growth;
  std::optional<int64_t> self_growth;   // leaktrace's tables
  std::vector<MappingGrowth> mappings;  // largest change first, none of 0
  // The rest: heap that was never touched (negative), or facts that are missing
  // or were not taken at the same time.
  std::optional<int64_t> unexplained_growth;
  // 1 - |unexplained| / process growth, at least 0. Only if the process grew.
  std::optional<double> share_explained;
};

// `first.mappings` and `last.mappings` may be those of snapshots nearby.
MemoryReconciliation ReconcileMemory(const SnapshotInfo& first,
                                     int64_t first_live_bytes,
                                     const SnapshotInfo& last,
                                     int64_t last_live_bytes);

// Anonymous memory of the process at one snapshot, resident or swapped out.
std::optional<int64_t> AnonymousBytes(const SnapshotInfo& info);

// Free, but kept by the allocator, at one snapshot.
std::optional<int64_t> RetainedBytes(const SnapshotInfo& info);

// leaktrace's own memory in the process at one snapshot.
std::optional<int64_t> SelfBytes(const SnapshotInfo& info);

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_ANALYSIS_MEMORY_RECONCILIATION_H_
