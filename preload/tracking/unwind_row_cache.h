// Program counter -> unwind row, shared by all threads.
//
// Direct-mapped; an entry is two words, the row and a check word that mixes pc,
// row and unload epoch, so that a torn pair, another pc, or an entry made
// before the last dlclose does not match. Losing an entry costs a look-up.
//
// Thread safety: any thread, any time, signal handlers included. Lock-free.
#ifndef LEAKTRACE_PRELOAD_TRACKING_UNWIND_ROW_CACHE_H_
#define LEAKTRACE_PRELOAD_TRACKING_UNWIND_ROW_CACHE_H_

#include <atomic>
#include <bit>
#include <cstddef>
#include <cstdint>

#include "preload/tracking/unwind_row.h"

namespace leaktrace {

class UnwindRowCache {
 public:
  constexpr UnwindRowCache() = default;

  bool Find(uintptr_t pc, uint32_t unload_epoch, UnwindRow* row) const {
    const Entry& entry = entries_[IndexOf(pc)];
    // Relaxed: the check word tells whether the two belong together.
    const uint64_t bits = entry.row.load(std::memory_order_relaxed);
    const uint64_t check = entry.check.load(std::memory_order_relaxed);
    if (check != CheckOf(pc, unload_epoch, bits)) return false;
    *row = std::bit_cast<UnwindRow>(bits);
    return true;
  }

  void Put(uintptr_t pc, uint32_t unload_epoch, UnwindRow row) {
    Entry& entry = entries_[IndexOf(pc)];
    const auto bits = std::bit_cast<uint64_t>(row);
    entry.row.store(bits, std::memory_order_relaxed);
    entry.check.store(CheckOf(pc, unload_epoch, bits),
                      std::memory_order_relaxed);
  }

 private:
  static constexpr int kIndexBits = 16;
  struct Entry {
    std::atomic<uint64_t> row = 0;
    std::atomic<uint64_t> check = 0;
  };

  static size_t IndexOf(uintptr_t pc) {
    return (pc * 0x9e3779b97f4a7c15ull) >> (64 - kIndexBits);
  }
  // Odd multipliers: a difference in any part changes the sum. The epoch is
  // offset by one so that the zeroed entry never matches.
  static uint64_t CheckOf(uintptr_t pc, uint32_t epoch, uint64_t bits) {
    return (pc ^ bits * 0xff51afd7ed558ccdull) +
           (epoch + 1ull) * 0xc4ceb9fe1a85ec53ull;
  }

  Entry entries_[size_t{1} << kIndexBits] = {};
};

}  // namespace leaktrace

#endif  // LEAKTRACE_PRELOAD_TRACKING_UNWIND_ROW_CACHE_H_
