// Answers "could this pointer have been recorded?" for every free.
//
// One byte per 256 bytes of heap (of the address modulo 64 MiB) counts the
// records there. The index keeps the order of addresses, so that a filter line
// covers 16 KiB of heap and is in the cache when the heap is. A zero means no
// record for sure; an unsampled free reads one byte and writes nothing. A count
// that reaches 255 stays there: false positives only cost a table look-up.
//
// Thread safety: any thread, any time. The count is raised before the pointer
// is handed to the application and lowered after its record is gone; the
// application's own ordering of malloc before free is the only partner needed.
#ifndef LEAKTRACE_PRELOAD_TRACKING_SAMPLED_FILTER_H_
#define LEAKTRACE_PRELOAD_TRACKING_SAMPLED_FILTER_H_

#include <atomic>
#include <cstddef>
#include <cstdint>

namespace leaktrace {

class SampledFilter {
 public:
  constexpr SampledFilter() = default;

  bool MayContain(uintptr_t address) const {
    return counts_[IndexOf(address)].load(std::memory_order_relaxed) != 0;
  }
  bool MayContain(const void* pointer) const {
    return MayContain(reinterpret_cast<uintptr_t>(pointer));
  }
  void Add(uintptr_t address) { Change(address, 1); }
  void Remove(uintptr_t address) { Change(address, -1); }
  // Every pointer passes from now on (exact mode, bootstrap memory).
  void AddAll();
  void AddRange(uintptr_t address, size_t bytes);

 private:
  static constexpr int kGranuleShift = 8;
  static constexpr size_t kEntries = 1 << 18;
  static constexpr uint8_t kSticky = 255;

  static size_t IndexOf(uintptr_t address) {
    return (address >> kGranuleShift) & (kEntries - 1);
  }
  void Change(uintptr_t address, int delta);

  std::atomic<uint8_t> counts_[kEntries] = {};
};

}  // namespace leaktrace

#endif  // LEAKTRACE_PRELOAD_TRACKING_SAMPLED_FILTER_H_
