// Reads words of the current stack without ever faulting.
//
// The home stack of a thread (below the end of the main stack, or below the
// thread's control block) is probed once per page and thread and then trusted,
// for it stays mapped as long as the thread lives. Any other stack (coroutine,
// alternate signal stack) is probed page by page in each walk. A probe is a
// system call that makes the kernel read the address and report EFAULT.
//
// Contract: no lock, no allocation, errno untouched; async-signal-safe.
#ifndef LEAKTRACE_PRELOAD_TRACKING_STACK_READER_H_
#define LEAKTRACE_PRELOAD_TRACKING_STACK_READER_H_

#include <cstdint>

#include "preload/tracking/thread_state.h"

namespace leaktrace {

class StackReader {
 public:
  // End of the main thread's stack; set once at start.
  static void SetMainStackEnd(uintptr_t end);

  // A word of the calling thread's home stack, at an address that an earlier
  // walk from the same or a lower frame read. Whatever lies there by now, so
  // sanitizers have no say.
  [[gnu::no_sanitize("address", "thread")]] static uintptr_t Peek(
      uintptr_t address) {
    return *reinterpret_cast<const uintptr_t*>(address);
  }

  // For the stack that `sp` points into.
  StackReader(ThreadState* thread, uintptr_t sp);

  // True of a stack that may be small: a coroutine's, an alternate one.
  bool is_foreign() const { return extensible_; }

  // False if `address` is not a readable word of this stack at or above sp.
  bool Read(uintptr_t address, uintptr_t* word) {
    if (address < low_ || address > high_ - sizeof(uintptr_t)) {
      if (!Extend(address)) return false;
    }
    if ((address & (sizeof(uintptr_t) - 1)) != 0) return false;
    *word = *reinterpret_cast<const uintptr_t*>(address);
    return true;
  }

  // True of the stack that the thread was born with.
  static bool IsHome(ThreadState* thread, uintptr_t sp);

 private:
  static bool TrustHome(ThreadState* thread, uintptr_t sp);
  bool Extend(uintptr_t address);

  // [low_, high_) was probed; high_ is at least a page, so that subtracting a
  // word from it does not wrap.
  uintptr_t low_ = 0;
  uintptr_t high_ = 0;
  bool extensible_ = false;
};

}  // namespace leaktrace

#endif  // LEAKTRACE_PRELOAD_TRACKING_STACK_READER_H_
