// Half an allocator, as debugging aids have it: malloc and free of its own,
// the rest is libc's. Blocks are libc's, so either may free the other's.
#include <stddef.h>

extern "C" void* __libc_malloc(size_t bytes);
extern "C" void __libc_free(void* block);

extern "C" void* malloc(size_t bytes) { return __libc_malloc(bytes); }
extern "C" void free(void* block) { __libc_free(block); }
