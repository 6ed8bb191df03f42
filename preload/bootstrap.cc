#include "preload/bootstrap.h"

#include <cerrno>
#include <cstring>

#include "preload/runtime.h"

namespace leaktrace::bootstrap {
namespace {

constexpr size_t kPageBytes = 4096;

// True once the real functions are in place of these.
bool Started() {
  g_runtime.EnsureStarted();
  return g_runtime.real.malloc != Malloc;
}

void* FromArena(size_t bytes, size_t alignment) {
  void* block = g_runtime.bootstrap.Allocate(bytes, alignment);
  if (block == nullptr) {
    errno = ENOMEM;
    return nullptr;
  }
  // Every free of it must be seen, before the block is handed out.
  g_runtime.tracker.filter().AddRange(reinterpret_cast<uintptr_t>(block),
                                      bytes + 1);
  return block;
}

}  // namespace

void* Malloc(size_t bytes) {
  return Started() ? g_runtime.real.malloc(bytes) : FromArena(bytes, 16);
}

void Free(void* block) {
  // A foreign block before the start: nothing of ours, and nobody to ask.
  if (block == nullptr || !Started() || g_runtime.bootstrap.Contains(block)) {
    return;
  }
  g_runtime.real.free(block);
}

void* Calloc(size_t count, size_t size) {
  if (Started()) return g_runtime.real.calloc(count, size);
  size_t bytes = 0;
  if (__builtin_mul_overflow(count, size, &bytes)) {
    errno = ENOMEM;
    return nullptr;
  }
  return FromArena(bytes, 16);
}

void* Realloc(void* block, size_t bytes) {
  const bool ours = block == nullptr || g_runtime.bootstrap.Contains(block);
  if (!ours || Started()) return g_runtime.real.realloc(block, bytes);
  void* moved = FromArena(bytes, 16);
  if (moved == nullptr || block == nullptr) return moved;
  const size_t old_bytes = sys::BootstrapArena::SizeOf(block);
  memcpy(moved, block, old_bytes < bytes ? old_bytes : bytes);
  return moved;
}

void* ReallocArray(void* block, size_t count, size_t size) {
  size_t bytes = 0;
  if (__builtin_mul_overflow(count, size, &bytes)) {
    errno = ENOMEM;
    return nullptr;
  }
  return Realloc(block, bytes);
}

int PosixMemalign(void** block, size_t alignment, size_t bytes) {
  if (Started()) {
    return g_runtime.real.posix_memalign(block, alignment, bytes);
  }
  void* got = FromArena(bytes, alignment);
  if (got == nullptr) return ENOMEM;
  *block = got;
  return 0;
}

void* Memalign(size_t alignment, size_t bytes) {
  return Started() ? g_runtime.real.memalign(alignment, bytes)
                   : FromArena(bytes, alignment);
}

void* AlignedAlloc(size_t alignment, size_t bytes) {
  return Started() ? g_runtime.real.aligned_alloc(alignment, bytes)
                   : FromArena(bytes, alignment);
}

void* Valloc(size_t bytes) {
  return Started() ? g_runtime.real.valloc(bytes)
                   : FromArena(bytes, kPageBytes);
}

void* Pvalloc(size_t bytes) {
  return Started() ? g_runtime.real.pvalloc(bytes)
                   : FromArena((bytes + kPageBytes - 1) & ~(kPageBytes - 1),
                               kPageBytes);
}

size_t UsableSize(void* block) {
  if (block != nullptr && g_runtime.bootstrap.Contains(block)) {
    return sys::BootstrapArena::SizeOf(block);
  }
  return Started() ? g_runtime.real.malloc_usable_size(block) : 0;
}

void FreeSized(void* block, size_t /*size*/) { Free(block); }

void FreeAlignedSized(void* block, size_t /*alignment*/, size_t /*size*/) {
  Free(block);
}

int Dlclose(void* handle) {
  return Started() ? g_runtime.real.dlclose(handle) : -1;
}

}  // namespace leaktrace::bootstrap
