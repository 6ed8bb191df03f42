// The stacks a thread allocated through lately: call site -> stack id.
//
// An entry has every word of the stack that the walk read, with its value.
// If pc and sp (and rbp, where the walk used it) are the same and all of those
// words are unchanged, the walk would go the same way, so it is not taken.
//
// Entries of different lengths are appended to a log; sets of references, found
// by pc and sp, point into it. When the log is full, everything is forgotten
// and it begins anew: what is still in use comes back at the price of a walk.
//
// Contract: for its own thread, one call at a time; no lock, no allocation.
// Zero is the valid initial state. Forget after a module was unloaded, and
// before another thread takes it over: only this thread's stack may be read.
#ifndef LEAKTRACE_PRELOAD_TRACKING_STACK_MEMO_H_
#define LEAKTRACE_PRELOAD_TRACKING_STACK_MEMO_H_

#include <atomic>
#include <cstddef>
#include <cstdint>

#include "preload/tracking/call_site.h"
#include "preload/tracking/stack_history.h"
#include "preload/tracking/stack_id.h"
#include "preload/tracking/stack_reader.h"

namespace leaktrace {

class StackMemo {
 public:
  // The stack of `site`, if it is known.
  [[gnu::always_inline]] bool Find(const CallSite& site, StackId* id) const {
    const Set& set = sets_[SetOf(site)];
    for (const uint32_t place : set.places) {
      if (place == 0) return false;
      const auto& entry = *reinterpret_cast<const Entry*>(log_ + place);
      if (Matches(entry, site)) {
        *id = entry.id;
        return true;
      }
    }
    return false;
  }

  // `history` has just captured `site`.
  void Add(const CallSite& site, StackId id, const StackHistory& history);

  void Forget();

  // Of the memory that was ever written. From any thread.
  size_t UsedBytes() const {
    return sizeof(sets_) +
           peak_words_.load(std::memory_order_relaxed) * sizeof(uint64_t);
  }

 private:
  static constexpr size_t kSets = 1024;
  static constexpr size_t kWays = 16;  // a cache line of references
  static constexpr size_t kLogWords = 96 * 1024;
  static constexpr size_t kWordBytes = sizeof(uintptr_t);

  // Compared without a branch each. Unused places repeat a used one.
  struct Block {
    static constexpr uint32_t kWords = 4;
    uint64_t values[kWords];
    int16_t offsets[kWords];  // from sp, in words; a slot may lie below it
  };
  struct Entry {
    uintptr_t pc;
    uintptr_t sp;
    uintptr_t fp;
    StackId id;
    uint16_t block_count;
    bool uses_fp;
    const Block* blocks() const {
      return reinterpret_cast<const Block*>(this + 1);
    }
  };
  // Filled from the front, newest first.
  struct alignas(64) Set {
    uint32_t places[kWays];
  };

  static size_t SetOf(const CallSite& site) {
    const uint64_t mixed = (site.pc ^ site.sp << 20) * 0x9e3779b97f4a7c15ull;
    return mixed >> 54;
  }
  static_assert(kSets == 1 << (64 - 54));

  static bool Matches(const Entry& entry, const CallSite& site) {
    if (entry.pc != site.pc || entry.sp != site.sp) return false;
    if (entry.uses_fp && entry.fp != site.fp) return false;
    const Block* const end = entry.blocks() + entry.block_count;
    for (const Block* block = entry.blocks(); block != end; ++block) {
      uint64_t difference = 0;
#pragma GCC unroll 4
      for (uint32_t i = 0; i < Block::kWords; ++i) {
        const intptr_t distance = block->offsets[i] * intptr_t{kWordBytes};
        difference |= StackReader::Peek(site.sp + distance) ^ block->values[i];
      }
      if (difference != 0) return false;
    }
    return true;
  }

  static intptr_t OffsetOf(uintptr_t address, const CallSite& site);
  static void FillBlocks(const CallSite& site, const StackHistory& history,
                         Block* blocks, uint32_t block_count);

  Set sets_[kSets];
  uint32_t log_size_ = 0;  // in words; 0: the sets have never been written
  std::atomic<uint32_t> peak_words_ = 0;
  uint64_t log_[kLogWords];
};

}  // namespace leaktrace

#endif  // LEAKTRACE_PRELOAD_TRACKING_STACK_MEMO_H_
