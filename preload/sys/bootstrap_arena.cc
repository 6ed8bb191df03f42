#include "preload/sys/bootstrap_arena.h"

#include <bit>

#include "preload/sys/mmap_arena.h"

namespace leaktrace::sys {
namespace {

// Before each block: its size, in the 16 bytes that keep it aligned.
constexpr size_t kHeaderBytes = 16;

void* Place(uintptr_t start, size_t bytes, size_t alignment) {
  const uintptr_t block =
      (start + kHeaderBytes + alignment - 1) & ~(alignment - 1);
  reinterpret_cast<size_t*>(block - kHeaderBytes)[0] = bytes;
  return reinterpret_cast<void*>(block);
}

}  // namespace

void* BootstrapArena::Allocate(size_t bytes, size_t alignment) {
  if (!std::has_single_bit(alignment)) return nullptr;
  if (alignment < kHeaderBytes) alignment = kHeaderBytes;
  if (bytes > kBufferBytes || alignment > kBufferBytes) {
    return AllocateMapped(bytes, alignment);
  }
  const size_t need = bytes + kHeaderBytes + alignment;
  const size_t offset = used_.fetch_add(need, std::memory_order_relaxed);
  if (offset + need > kBufferBytes) return AllocateMapped(bytes, alignment);
  return Place(begin() + offset, bytes, alignment);
}

void* BootstrapArena::AllocateMapped(size_t bytes, size_t alignment) {
  const size_t need = bytes + kHeaderBytes + alignment;
  if (need < bytes) return nullptr;
  const size_t index = mapping_count_.fetch_add(1, std::memory_order_relaxed);
  if (index >= kMaxMappings) return nullptr;
  void* memory = ReserveMemory(need);
  if (memory == nullptr) return nullptr;
  const auto start = reinterpret_cast<uintptr_t>(memory);
  mappings_[index].end.store(start + need, std::memory_order_relaxed);
  mappings_[index].begin.store(start, std::memory_order_release);
  return Place(start, bytes, alignment);
}

bool BootstrapArena::Contains(const void* block) const {
  const auto address = reinterpret_cast<uintptr_t>(block);
  if (address - begin() < kBufferBytes) return true;
  const size_t count = mapping_count_.load(std::memory_order_relaxed);
  for (size_t i = 0; i < count && i < kMaxMappings; ++i) {
    const uintptr_t low = mappings_[i].begin.load(std::memory_order_acquire);
    const uintptr_t high = mappings_[i].end.load(std::memory_order_relaxed);
    if (low != 0 && address >= low && address < high) return true;
  }
  return false;
}

size_t BootstrapArena::SizeOf(const void* block) {
  return reinterpret_cast<const size_t*>(reinterpret_cast<uintptr_t>(block) -
                                         kHeaderBytes)[0];
}

}  // namespace leaktrace::sys
