// Memory that does not come from the heap: lazily touched reservations.
//
// Contract: no heap, no lock, errno untouched. Reserved memory reads as zero
// and costs RSS only where it was written.
#ifndef LEAKTRACE_PRELOAD_SYS_MMAP_ARENA_H_
#define LEAKTRACE_PRELOAD_SYS_MMAP_ARENA_H_

#include <cstddef>

namespace leaktrace::sys {

// Zeroed, page-aligned, MAP_NORESERVE; nullptr if the kernel refuses.
void* ReserveMemory(size_t bytes);

// Reserves `bytes`, or half of it, and so on down to `minimum_bytes`, so that a
// tight RLIMIT_AS gives a smaller table and not none. Sets *reserved_bytes.
void* ReserveMemoryOrLess(size_t bytes, size_t minimum_bytes,
                          size_t* reserved_bytes);

void ReleaseMemory(void* memory, size_t bytes);

// Gives the pages back; the range stays reserved and reads as zero.
void DiscardMemory(void* memory, size_t bytes);

}  // namespace leaktrace::sys

#endif  // LEAKTRACE_PRELOAD_SYS_MMAP_ARENA_H_
