// What the real allocator says of its own memory: glibc's mallinfo2, or
// jemalloc's mallctl where it provides malloc.
//
// Both may lock the allocator. The time is measured, and a provider that took
// longer than a millisecond is not asked again: no application thread should
// wait for a number in a report.
#ifndef LEAKTRACE_PRELOAD_ALLOCATOR_PROBE_H_
#define LEAKTRACE_PRELOAD_ALLOCATOR_PROBE_H_

#include "preload/snapshot/allocator_statistics.h"
#include "preload/sys/real_allocator.h"

namespace leaktrace {

// Looks the functions up in the provider of `real`. Not async-signal-safe.
void InitAllocatorProbe(const sys::RealAllocator& real);

// One thread at a time.
void ReadAllocator(AllocatorStatistics* statistics);

}  // namespace leaktrace

#endif  // LEAKTRACE_PRELOAD_ALLOCATOR_PROBE_H_
