// The exported C allocation family.
//
// Each function is a fast path that either knows there is nothing to record
// and jumps to the real function, or jumps to its slow twin. A slow twin reads
// its caller's registers, so none of them may be inlined.
#include <cerrno>
#include <cstring>

#include "preload/runtime.h"
#include "preload/tracking/call_site.h"

namespace leaktrace {
namespace {

bool SkipUnsampled(size_t bytes) {
  return Sampler::SkipUnsampled(&g_thread_state, bytes);
}

bool MayBeRecorded(const void* block) {
  return g_runtime.tracker.filter().MayContain(block);
}

[[gnu::noinline]] void* SlowMalloc(size_t bytes) {
  return g_runtime.Record(bytes, CallerOfThisFunction(),
                          [=] { return g_runtime.real.malloc(bytes); });
}

[[gnu::noinline]] void* SlowCalloc(size_t count, size_t size) {
  return g_runtime.Record(count * size, CallerOfThisFunction(),
                          [=] { return g_runtime.real.calloc(count, size); });
}

[[gnu::noinline]] void* SlowMemalign(size_t alignment, size_t bytes) {
  return g_runtime.Record(bytes, CallerOfThisFunction(), [=] {
    return g_runtime.real.memalign(alignment, bytes);
  });
}

[[gnu::noinline]] void* SlowAlignedAlloc(size_t alignment, size_t bytes) {
  return g_runtime.Record(bytes, CallerOfThisFunction(), [=] {
    return g_runtime.real.aligned_alloc(alignment, bytes);
  });
}

[[gnu::noinline]] void* SlowValloc(size_t bytes) {
  return g_runtime.Record(bytes, CallerOfThisFunction(),
                          [=] { return g_runtime.real.valloc(bytes); });
}

[[gnu::noinline]] void* SlowPvalloc(size_t bytes) {
  return g_runtime.Record(bytes, CallerOfThisFunction(),
                          [=] { return g_runtime.real.pvalloc(bytes); });
}

[[gnu::noinline]] int SlowPosixMemalign(void** block, size_t alignment,
                                        size_t bytes) {
  int error = 0;
  g_runtime.Record(bytes, CallerOfThisFunction(), [&]() -> void* {
    error = g_runtime.real.posix_memalign(block, alignment, bytes);
    return error == 0 ? *block : nullptr;
  });
  return error;
}

[[gnu::noinline]] void FreeOther(void* block) {
  if (block == nullptr || g_runtime.bootstrap.Contains(block)) return;
  LiveRecord record;
  // Before the real free: afterwards the address may be another thread's.
  g_runtime.tracker.OnFree(block, &record);
  g_runtime.real.free(block);
}

[[gnu::noinline]] void SlowFree(void* block) {
  if (g_runtime.tracker.ForgetExact(block)) [[likely]] {
    return g_runtime.real.free(block);
  }
  return FreeOther(block);
}

void* MoveOutOfBootstrap(void* block, size_t bytes, const CallSite& site) {
  void* moved = g_runtime.Record(bytes, site,
                                 [=] { return g_runtime.real.malloc(bytes); });
  if (moved == nullptr) return nullptr;
  const size_t old_bytes = sys::BootstrapArena::SizeOf(block);
  memcpy(moved, block, old_bytes < bytes ? old_bytes : bytes);
  return moved;
}

// A realloc is the death of one block and the birth of another.
template <typename Call>
[[gnu::always_inline]] inline void* RecordRealloc(void* block, size_t bytes,
                                                  const CallSite& site,
                                                  Call call) {
  g_runtime.EnsureStarted();
  if (block != nullptr && g_runtime.bootstrap.Contains(block)) {
    return MoveOutOfBootstrap(block, bytes, site);
  }
  LiveRecord record;
  const bool recorded =
      block != nullptr && g_runtime.tracker.OnFree(block, &record);
  void* moved = call();
  if (moved == nullptr) {
    // Size 0 is a free; anything else failed and left the block as it was.
    if (recorded && bytes != 0) g_runtime.tracker.Restore(record);
    return nullptr;
  }
  if (SkipUnsampled(bytes)) return moved;
  return g_runtime.Record(bytes, site, [=] { return moved; });
}

[[gnu::noinline]] void* SlowRealloc(void* block, size_t bytes) {
  return RecordRealloc(block, bytes, CallerOfThisFunction(),
                       [=] { return g_runtime.real.realloc(block, bytes); });
}

[[gnu::always_inline]] inline void* Reallocate(void* block, size_t bytes) {
  if (!MayBeRecorded(block) && SkipUnsampled(bytes)) [[likely]] {
    return g_runtime.real.realloc(block, bytes);
  }
  return SlowRealloc(block, bytes);
}

}  // namespace
}  // namespace leaktrace

using leaktrace::g_runtime;
using leaktrace::MayBeRecorded;
using leaktrace::SkipUnsampled;

extern "C" {

[[gnu::visibility("default")]] void* malloc(size_t bytes) noexcept {
  if (SkipUnsampled(bytes)) [[likely]] {
    return g_runtime.real.malloc(bytes);
  }
  return leaktrace::SlowMalloc(bytes);
}

[[gnu::visibility("default")]] void free(void* block) noexcept {
  if (!MayBeRecorded(block)) [[likely]] {
    return g_runtime.real.free(block);
  }
  return leaktrace::SlowFree(block);
}

[[gnu::visibility("default")]] void cfree(void* block) noexcept {
  if (!MayBeRecorded(block)) [[likely]] {
    return g_runtime.real.free(block);
  }
  return leaktrace::SlowFree(block);
}

[[gnu::visibility("default")]] void* calloc(size_t count,
                                            size_t size) noexcept {
  size_t bytes = 0;
  // An overflowing product fails in the real function, and is not counted.
  if (__builtin_mul_overflow(count, size, &bytes) || SkipUnsampled(bytes))
      [[likely]] {
    return g_runtime.real.calloc(count, size);
  }
  return leaktrace::SlowCalloc(count, size);
}

[[gnu::visibility("default")]] void* realloc(void* block,
                                             size_t bytes) noexcept {
  return leaktrace::Reallocate(block, bytes);
}

// Never the real one: it calls realloc, that is us, and the block would count
// twice.
[[gnu::visibility("default")]] void* reallocarray(void* block, size_t count,
                                                  size_t size) noexcept {
  size_t bytes = 0;
  if (__builtin_mul_overflow(count, size, &bytes)) {
    errno = ENOMEM;
    return nullptr;
  }
  return leaktrace::Reallocate(block, bytes);
}

[[gnu::visibility("default")]] int posix_memalign(void** block,
                                                  size_t alignment,
                                                  size_t bytes) noexcept {
  if (SkipUnsampled(bytes)) [[likely]] {
    return g_runtime.real.posix_memalign(block, alignment, bytes);
  }
  return leaktrace::SlowPosixMemalign(block, alignment, bytes);
}

[[gnu::visibility("default")]] void* memalign(size_t alignment,
                                              size_t bytes) noexcept {
  if (SkipUnsampled(bytes)) [[likely]] {
    return g_runtime.real.memalign(alignment, bytes);
  }
  return leaktrace::SlowMemalign(alignment, bytes);
}

[[gnu::visibility("default")]] void* aligned_alloc(size_t alignment,
                                                   size_t bytes) noexcept {
  if (SkipUnsampled(bytes)) [[likely]] {
    return g_runtime.real.aligned_alloc(alignment, bytes);
  }
  return leaktrace::SlowAlignedAlloc(alignment, bytes);
}

[[gnu::visibility("default")]] void* valloc(size_t bytes) noexcept {
  if (SkipUnsampled(bytes)) [[likely]] {
    return g_runtime.real.valloc(bytes);
  }
  return leaktrace::SlowValloc(bytes);
}

[[gnu::visibility("default")]] void* pvalloc(size_t bytes) noexcept {
  if (SkipUnsampled(bytes)) [[likely]] {
    return g_runtime.real.pvalloc(bytes);
  }
  return leaktrace::SlowPvalloc(bytes);
}

[[gnu::visibility("default")]] size_t malloc_usable_size(void* block) noexcept {
  if (block != nullptr && g_runtime.bootstrap.Contains(block)) {
    return leaktrace::sys::BootstrapArena::SizeOf(block);
  }
  return g_runtime.real.malloc_usable_size(block);
}

[[gnu::visibility("default")]] void free_sized(void* block,
                                               size_t size) noexcept {
  if (!MayBeRecorded(block)) [[likely]] {
    return g_runtime.real.free_sized(block, size);
  }
  return leaktrace::SlowFree(block);
}

[[gnu::visibility("default")]] void free_aligned_sized(void* block,
                                                       size_t alignment,
                                                       size_t size) noexcept {
  if (!MayBeRecorded(block)) [[likely]] {
    return g_runtime.real.free_aligned_sized(block, alignment, size);
  }
  return leaktrace::SlowFree(block);
}

// Not an allocation: it makes room for another module at the same addresses.
[[gnu::visibility("default")]] int dlclose(void* handle) noexcept {
  g_runtime.EnsureStarted();
  g_runtime.BeforeUnload();
  const int error = g_runtime.real.dlclose(handle);
  g_runtime.AfterUnload();
  return error;
}

}  // extern "C"
