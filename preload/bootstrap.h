// The allocation family in use until the real one is known.
//
// Contract: a call starts the runtime and goes to the real function if that
// worked; calls made meanwhile get memory from the bootstrap arena.
#ifndef LEAKTRACE_PRELOAD_BOOTSTRAP_H_
#define LEAKTRACE_PRELOAD_BOOTSTRAP_H_

#include <cstddef>

#include "preload/sys/real_allocator.h"

namespace leaktrace::bootstrap {

void* Malloc(size_t bytes);
void Free(void* block);
void* Calloc(size_t count, size_t size);
void* Realloc(void* block, size_t bytes);
void* ReallocArray(void* block, size_t count, size_t size);
int PosixMemalign(void** block, size_t alignment, size_t bytes);
void* Memalign(size_t alignment, size_t bytes);
void* AlignedAlloc(size_t alignment, size_t bytes);
void* Valloc(size_t bytes);
void* Pvalloc(size_t bytes);
size_t UsableSize(void* block);
void FreeSized(void* block, size_t size);
void FreeAlignedSized(void* block, size_t alignment, size_t size);
int Dlclose(void* handle);

inline constexpr sys::RealAllocator kAllocator = {
    .malloc = Malloc,
    .free = Free,
    .calloc = Calloc,
    .realloc = Realloc,
    .reallocarray = ReallocArray,
    .posix_memalign = PosixMemalign,
    .memalign = Memalign,
    .aligned_alloc = AlignedAlloc,
    .valloc = Valloc,
    .pvalloc = Pvalloc,
    .malloc_usable_size = UsableSize,
    .free_sized = FreeSized,
    .free_aligned_sized = FreeAlignedSized,
    .dlclose = Dlclose,
};

}  // namespace leaktrace::bootstrap

#endif  // LEAKTRACE_PRELOAD_BOOTSTRAP_H_
