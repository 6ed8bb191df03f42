// The stacks a thread allocated through lately: call site -> stack id.
//
// An entry has every word of the stack that the walk read, with its value.
// If pc and sp (and rbp, where the walk used it) are the same and all of those
// words are unchanged, the walk would go the same way, so it is not taken.
//
// Programs repeat themselves: an entry also knows which one was asked for after
// it the last time, and that one is tried first, so that mostly neither a hash
// nor a set is looked at.
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
  // The stack of `site`; kNoStack: it is not known.
  [[gnu::always_inline]] StackId Find(const CallSite& site) {
    const uint32_t expected = EntryAt(last_)->next;
    const Entry* const entry = EntryAt(expected);
    if (!Matches(*entry, site)) [[unlikely]] {
      return FindInSet(site);
    }
    last_ = expected;
    return entry->id();
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
  static constexpr uint32_t kIdBits = 22;
  static_assert(kMaxStackId < 1u << kIdBits);

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
    uint32_t next;  // the place of the entry that was asked for after this one
    // Stack id (22) | rbp counts (1) | number of blocks (9), for one load.
    uint32_t facts;

    StackId id() const { return StackId{facts & ((1u << kIdBits) - 1)}; }
    bool uses_fp() const { return (facts >> kIdBits & 1) != 0; }
    uint32_t block_count() const { return facts >> (kIdBits + 1); }
    const Block* blocks() const {
      return reinterpret_cast<const Block*>(this + 1);
    }
  };
  // At place 0 there is an entry that is never found: no stack is at sp 0.
  static constexpr uint32_t kFirstPlace = sizeof(Entry) / sizeof(uint64_t);
  // Of a stack as deep as a history holds, each frame with all three words.
  static constexpr uint32_t kMaxBlocks =
      (3 * StackHistory::kDepth + Block::kWords - 1) / Block::kWords;
  static_assert(kMaxBlocks < 1u << (32 - kIdBits - 1));
  static constexpr uint32_t kMaxEntryWords =
      kFirstPlace + kMaxBlocks * (sizeof(Block) / sizeof(uint64_t));
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
    if (entry.uses_fp() && entry.fp != site.fp) return false;
    const Block* const end = entry.blocks() + entry.block_count();
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

  Entry* EntryAt(uint32_t place) {
    return reinterpret_cast<Entry*>(log_ + place);
  }
  // By value: the short way keeps the call site in registers.
  StackId FindInSet(CallSite site);
  void NoteNext(uint32_t place);

  Set sets_[kSets];
  uint32_t log_size_ = 0;  // in words; 0: the sets have never been written
  uint32_t last_ = 0;      // place of the entry that was asked for last
  std::atomic<uint32_t> peak_words_ = 0;
  uint64_t log_[kLogWords];
};

}  // namespace leaktrace

#endif  // LEAKTRACE_PRELOAD_TRACKING_STACK_MEMO_H_
