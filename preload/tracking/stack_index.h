// Ids of stacks by hash, in a table that is touched only as far as it is full.
//
// Levels of slots, each sixteen times as large as the one before. A hash has
// one line of eight slots in each level, and whoever looks for a stack goes
// through its lines from the smallest level on, and in the last level along the
// lines that follow, until the stack is found or a slot is empty; that is where
// a new stack goes. Slots spread over one large table would touch a page of it
// for nearly every stack, twice: 6,200 page faults and 13 MB of RSS where
// python3 starts in exact mode.
//
//   slot:  a part of the hash (42) | id (22)       0 = empty
//
// Thread safety: any thread, any time. Lock-free. Invariant: a slot is written
// once, so all threads go the same way and a stack is entered once.
#ifndef LEAKTRACE_PRELOAD_TRACKING_STACK_INDEX_H_
#define LEAKTRACE_PRELOAD_TRACKING_STACK_INDEX_H_

#include <atomic>
#include <cstddef>
#include <cstdint>

#include "preload/tracking/stack_id.h"

namespace leaktrace {

class StackIndex {
 public:
  // A slot for each stack in the last level, and room for the smaller ones.
  static constexpr size_t kBytesPerStack = 12;

  constexpr StackIndex() = default;

  // Zeroed `memory` for `max_stacks`, a power of two.
  void Init(void* memory, uint32_t max_stacks) {
    slots_ = static_cast<std::atomic<uint64_t>*>(memory);
    last_level_lines_ = max_stacks / kSlotsPerLine;
    first_level_lines_ = last_level_lines_;
    while (first_level_lines_ >= kFirstLevelLines * kGrowth) {
      first_level_lines_ /= kGrowth;
    }
  }

  // The id for which matches(id) is true; if there is none, that of make(),
  // unless that is 0. Another thread may have entered the same stack meanwhile:
  // then drop(made) is called. 0: full.
  template <typename Matches, typename Make, typename Drop>
  uint32_t FindOrInsert(uint64_t hash, Matches matches, Make make, Drop drop) {
    const uint64_t tag = hash & ~kIdMask;
    uint32_t made = 0;
    std::atomic<uint64_t>* level = slots_;
    size_t lines = first_level_lines_;
    size_t line = hash & (lines - 1);
    for (size_t tries = 0; tries < last_level_lines_;) {
      for (size_t i = 0; i < kSlotsPerLine; ++i) {
        std::atomic<uint64_t>& slot = level[line * kSlotsPerLine + i];
        // Acquire: partner of the exchange below, so the frames can be read.
        uint64_t entry = slot.load(std::memory_order_acquire);
        if (entry == 0) {
          if (made == 0) made = make();
          if (made == 0) return 0;
          if (slot.compare_exchange_strong(entry, tag | made,
                                           std::memory_order_acq_rel)) {
            return made;
          }
          // Another thread took the slot: perhaps for this stack.
        }
        const auto id = static_cast<uint32_t>(entry & kIdMask);
        if ((entry & ~kIdMask) == tag && matches(id)) {
          if (made != 0) drop(made);
          return id;
        }
      }
      if (lines < last_level_lines_) {
        level += lines * kSlotsPerLine;
        lines *= kGrowth;
        line = hash & (lines - 1);
      } else {
        line = (line + 1) & (lines - 1);
        ++tries;
      }
    }
    return 0;
  }

 private:
  static constexpr uint64_t kIdMask = kMaxStackId;
  static constexpr size_t kSlotsPerLine = 8;
  static constexpr size_t kFirstLevelLines = 64;  // a page
  static constexpr size_t kGrowth = 16;

  std::atomic<uint64_t>* slots_ = nullptr;
  size_t first_level_lines_ = 0;
  size_t last_level_lines_ = 0;
};

}  // namespace leaktrace

#endif  // LEAKTRACE_PRELOAD_TRACKING_STACK_INDEX_H_
