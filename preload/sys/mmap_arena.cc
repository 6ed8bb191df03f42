#include "preload/sys/mmap_arena.h"

#include <sys/mman.h>

#include <cstring>

#include "preload/sys/syscalls.h"

namespace leaktrace::sys {

void* ReserveMemory(size_t bytes) {
  const long address =
      Syscall(SYS_mmap, nullptr, bytes, PROT_READ | PROT_WRITE,
              MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  // The kernel returns -errno in [-4095, -1].
  if (address < 0 && address >= -4095) return nullptr;
  return reinterpret_cast<void*>(address);
}

void* ReserveMemoryOrLess(size_t bytes, size_t minimum_bytes,
                          size_t* reserved_bytes) {
  for (; bytes >= minimum_bytes && bytes > 0; bytes /= 2) {
    if (void* memory = ReserveMemory(bytes)) {
      *reserved_bytes = bytes;
      return memory;
    }
  }
  *reserved_bytes = 0;
  return nullptr;
}

void ReleaseMemory(void* memory, size_t bytes) {
  Syscall(SYS_munmap, memory, bytes);
}

void DiscardMemory(void* memory, size_t bytes) {
  const bool discarded =
      Syscall(SYS_madvise, memory, bytes, MADV_DONTNEED) == 0;
  // Memory that the application locked (mlockall) stays where it is.
  if (!discarded) memset(memory, 0, bytes);
}

}  // namespace leaktrace::sys
