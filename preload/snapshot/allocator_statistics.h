// What the real allocator says of itself; filled by the caller, who knows
// which allocator it is (mallinfo2, mallctl). An unknown value is not written.
#ifndef LEAKTRACE_PRELOAD_SNAPSHOT_ALLOCATOR_STATISTICS_H_
#define LEAKTRACE_PRELOAD_SNAPSHOT_ALLOCATOR_STATISTICS_H_

#include <cstdint>

namespace leaktrace {

struct AllocatorStatistics {
  static constexpr uint64_t kUnknown = UINT64_MAX;

  uint64_t heap_in_use_bytes = kUnknown;    // handed out, with its own overhead
  uint64_t heap_retained_bytes = kUnknown;  // free, kept for later
  uint64_t heap_mapped_bytes = kUnknown;    // from the kernel, in all
};

}  // namespace leaktrace

#endif  // LEAKTRACE_PRELOAD_SNAPSHOT_ALLOCATOR_STATISTICS_H_
