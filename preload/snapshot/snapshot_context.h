// What one snapshot says beside its samples, and what it is made from.
#ifndef LEAKTRACE_PRELOAD_SNAPSHOT_SNAPSHOT_CONTEXT_H_
#define LEAKTRACE_PRELOAD_SNAPSHOT_SNAPSHOT_CONTEXT_H_

#include <cstdint>
#include <span>
#include <string_view>

#include "preload/snapshot/allocator_statistics.h"
#include "preload/snapshot/mapping_summary.h"
#include "preload/snapshot/module_map.h"
#include "preload/snapshot/process_memory.h"
#include "preload/tracking/annotation.h"
#include "preload/tracking/counters.h"
#include "preload/tracking/live_table.h"
#include "preload/tracking/stack_table.h"

namespace leaktrace {

enum class SnapshotReason : uint32_t {
  kNone,  // not a snapshot: a status
  kPeriod,
  kRequest,
  kExit,
  kRss,
  kFork,
  kMark,
};

// As in the comment format::kReasonKey; empty for kNone.
const char* NameOf(SnapshotReason reason);

struct SnapshotTables {
  const StackTable* stacks = nullptr;
  const LiveTable* live = nullptr;
  const Counters* counters = nullptr;
  ModuleMap* modules = nullptr;
  const AnnotationNames* annotations = nullptr;  // optional
};

// Empty texts are not known and not written.
struct SnapshotContext {
  uint32_t pid = 0;
  uint32_t sequence = 0;  // the birth interval that this snapshot ends
  SnapshotReason reason = SnapshotReason::kNone;
  uint64_t time_ns = 0;        // CLOCK_REALTIME
  uint64_t start_time_ns = 0;  // CLOCK_REALTIME
  uint64_t uptime_ns = 0;
  uint64_t waited_ns = UINT64_MAX;  // for a processor; not known
  uint64_t previous_write_ns = 0;   // 0: this is the first
  // Mean sampling interval: as configured, and as raised for now.
  uint64_t base_interval_bytes = 1;
  uint64_t interval_bytes = 1;
  uint64_t thread_table_bytes = 0;
  uint64_t work = 0;  // units done, 0: the program does not say
  uint32_t birth_base = 0;
  uint32_t unload_epoch = 0;
  std::string_view mark;  // the newest
  std::string_view executable;
  std::string_view host;
  std::string_view unwinder;
  std::string_view provider_malloc;
  std::string_view provider_new;
  std::string_view provider_shadowing;
  ProcessMemory memory;
  AllocatorStatistics allocator;
  std::span<const MappingTotal> mappings;
};

}  // namespace leaktrace

#endif  // LEAKTRACE_PRELOAD_SNAPSHOT_SNAPSHOT_CONTEXT_H_
