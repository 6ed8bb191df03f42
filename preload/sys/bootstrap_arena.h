// Memory for whoever allocates before the real allocator is known (dlsym
// itself, other preloaded libraries): a bump pointer over a static buffer,
// then over pages from the kernel.
//
// Contract: never fails but for want of pages; blocks are 16-byte aligned (or
// as asked), never reused, and recognised by Contains, so that free and realloc
// never hand them to the real allocator. Thread-safe, lock-free.
#ifndef LEAKTRACE_PRELOAD_SYS_BOOTSTRAP_ARENA_H_
#define LEAKTRACE_PRELOAD_SYS_BOOTSTRAP_ARENA_H_

#include <atomic>
#include <cstddef>
#include <cstdint>

namespace leaktrace::sys {

class BootstrapArena {
 public:
  constexpr BootstrapArena() = default;

  // Zeroed memory; nullptr if `alignment` is no power of two or memory is out.
  void* Allocate(size_t bytes, size_t alignment = 16);
  bool Contains(const void* block) const;
  // Requires Contains(block).
  static size_t SizeOf(const void* block);

  uintptr_t begin() const { return reinterpret_cast<uintptr_t>(buffer_); }
  static constexpr size_t size_bytes() { return kBufferBytes; }

 private:
  static constexpr size_t kBufferBytes = 64 * 1024;
  static constexpr size_t kMaxMappings = 64;
  struct Mapping {
    std::atomic<uintptr_t> begin = 0;
    std::atomic<uintptr_t> end = 0;
  };

  void* AllocateMapped(size_t bytes, size_t alignment);

  alignas(256) unsigned char buffer_[kBufferBytes] = {};
  std::atomic<size_t> used_ = 0;
  Mapping mappings_[kMaxMappings];
  std::atomic<size_t> mapping_count_ = 0;
};

}  // namespace leaktrace::sys

#endif  // LEAKTRACE_PRELOAD_SYS_BOOTSTRAP_ARENA_H_
