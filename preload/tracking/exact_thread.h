// What exact mode keeps per thread: the stacks it knows and its own totals.
//
// The memory comes from the kernel with the thread's first allocation and is
// never given back. There is no destructor of thread-local storage: a slot is
// known by its owner's thread pointer, so when a new thread has the same thread
// pointer, its owner is dead and the slot is free. Totals stay where they are.
// A thread that gets no slot shares counters and walks every stack.
//
// Thread safety: Claim from any thread, also in signal handlers. Lock-free.
// Fork: the forking thread keeps its slot; the others' are claimed again by
// threads that get their stacks.
#ifndef LEAKTRACE_PRELOAD_TRACKING_EXACT_THREAD_H_
#define LEAKTRACE_PRELOAD_TRACKING_EXACT_THREAD_H_

#include <atomic>
#include <cstddef>
#include <cstdint>

#include "preload/tracking/stack_history.h"
#include "preload/tracking/stack_memo.h"
#include "preload/tracking/stack_table.h"

namespace leaktrace {

struct ExactThread {
  uintptr_t owner;  // its thread pointer
  uint32_t unload_epoch;
  StackTable::LaneTotals* totals;
  StackMemo memo;
  StackHistory history;

  void Forget(uint32_t epoch) {
    unload_epoch = epoch;
    memo.Forget();
    history.Forget();
  }
};

class ExactThreads {
 public:
  constexpr ExactThreads() = default;

  // At most `bytes` for all slots, with their lanes of `stacks`.
  void Init(size_t bytes, StackTable* stacks);

  // The slot of the calling thread; null: there is none left.
  ExactThread* Claim(uint32_t unload_epoch);

  // Of all slots, without their lanes.
  size_t UsedBytes() const;

 private:
  static constexpr uint32_t kMaxSlots = 1024;

  ExactThread* Open(uintptr_t owner, uint32_t unload_epoch);

  StackTable* stacks_ = nullptr;
  uint32_t max_slots_ = 0;
  std::atomic<uint32_t> count_ = 0;
  std::atomic<ExactThread*> slots_[kMaxSlots] = {};
};

}  // namespace leaktrace

#endif  // LEAKTRACE_PRELOAD_TRACKING_EXACT_THREAD_H_
