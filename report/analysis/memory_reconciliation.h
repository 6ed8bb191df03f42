// Where the growth of a process went between two snapshots: live heap, memory
// the allocator keeps for later, leaktrace's own, and the rest. What a snapshot
// does not say stays empty; nothing is guessed.
#ifndef LEAKTRACE_REPORT_ANALYSIS_MEMORY_RECONCILIATION_H_
#define LEAKTRACE_REPORT_ANALYSIS_MEMORY_RECONCILIATION_H_

#include <cstdint>
#include <optional>

#include "report/profile/snapshot_info.h"

namespace leaktrace::report {

// Bytes, last minus first; negative when it shrank.
struct MemoryReconciliation {
  // Anonymous memory, resident or swapped out.
  std::optional<int64_t> process_growth;
  int64_t live_growth = 0;  // as requested, estimated when sampled
  std::optional<int64_t> retained_growth;  // free, but kept by the allocator
  std::optional<int64_t> self_growth;      // leaktrace's tables
  // process_growth less the three above (those that are known): allocator
  // overhead, stacks, other mappings, heap that was never touched (negative).
  std::optional<int64_t> other_growth;
  // 1 - |other| / process growth, at least 0. Only when the process grew.
  std::optional<double> share_explained;
};

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
