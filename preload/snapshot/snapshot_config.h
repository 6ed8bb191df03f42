// What the runtime hands to the snapshot service once.
#ifndef LEAKTRACE_PRELOAD_SNAPSHOT_SNAPSHOT_CONFIG_H_
#define LEAKTRACE_PRELOAD_SNAPSHOT_SNAPSHOT_CONFIG_H_

#include <cstdint>
#include <string_view>

#include "preload/snapshot/allocator_statistics.h"
#include "preload/tracking/annotation.h"
#include "preload/tracking/birth_clock.h"
#include "preload/tracking/counters.h"
#include "preload/tracking/live_table.h"
#include "preload/tracking/stack_table.h"

namespace leaktrace {

// Pointers must stay valid for ever; those marked optional may be null.
struct SnapshotConfig {
  const StackTable* stacks = nullptr;
  const LiveTable* live = nullptr;
  Counters* counters = nullptr;
  BirthClock* clock = nullptr;
  const AnnotationNames* annotations = nullptr;  // optional

  // As in AllocationTracker.
  uint64_t (*interval_bytes)() = nullptr;  // in force now; optional
  uint32_t (*unload_epoch)() = nullptr;    // optional
  // What a control request may change; optional. set_interval is false for an
  // interval that cannot be.
  bool (*set_interval)(uint64_t interval_bytes) = nullptr;
  void (*set_paused)(bool paused) = nullptr;
  bool (*is_paused)() = nullptr;
  uint64_t (*work)() = nullptr;  // done by the program; optional
  // What the threads of the program have for themselves; optional.
  uint64_t (*thread_table_bytes)() = nullptr;
  // The newest mark that the program set; optional.
  std::string_view (*mark)() = nullptr;
  // Fills in what the real allocator knows. It may lock the allocator, and so
  // wait for ever when exit() was called in the middle of malloc: it is called
  // without a lock of ours, and never for a last snapshot that the exiting
  // thread has to take itself. Optional.
  void (*read_allocator)(AllocatorStatistics* statistics) = nullptr;

  uint64_t base_interval_bytes = 0;      // 0 and 1: exact
  const char* base_directory = nullptr;  // null: format::kDefaultDirectory
  const char* unwinder = nullptr;        // the rest is optional
  const char* provider_malloc = nullptr;
  const char* provider_new = nullptr;
  const char* provider_shadowing = nullptr;

  uint64_t period_ns = 0;        // 0: only on request and at exit
  uint64_t rss_step_bytes = 0;   // 0: the rise of RSS takes no snapshot
  uint64_t retention_bytes = 0;  // 0: no cap
  // A program that starts paused is resumed when both are reached; 0: at once.
  bool starts_by_itself = false;
  uint64_t start_after_ns = 0;
  uint64_t start_rss_bytes = 0;
  bool read_pss = false;  // walks all page tables each time
};

}  // namespace leaktrace

#endif  // LEAKTRACE_PRELOAD_SNAPSHOT_SNAPSHOT_CONFIG_H_
