// What the real allocator says of its own memory: glibc's mallinfo2, or
// jemalloc's mallctl where it provides malloc.
//
// Both may lock the allocator. A provider that took longer than a millisecond,
// three times running, is not asked again: no application thread should wait
// for a number in a report.
#ifndef LEAKTRACE_PRELOAD_ALLOCATOR_PROBE_H_
#define LEAKTRACE_PRELOAD_ALLOCATOR_PROBE_H_

#include "preload/snapshot/allocator_statistics.h"
#include "preload/sys/real_allocator.h"

namespace leaktrace {

// Looks the functions up in the provider of `real`. True: it is glibc. Not
// async-signal-safe.
bool InitAllocatorProbe(const sys::RealAllocator& real);

// One thread at a time.
void ReadAllocator(AllocatorStatistics* statistics);

// The same for glibc on an application's thread, where no system call is made.
// False: it had so many free chunks to look at that this should not be done
// there again.
bool ReadAllocatorQuickly(AllocatorStatistics* statistics);

}  // namespace leaktrace

#endif  // LEAKTRACE_PRELOAD_ALLOCATOR_PROBE_H_
