// What the shim keeps per thread: one small initial-exec TLS block.
//
// Contract: zero is the valid initial state, there is no constructor and no
// destructor, so it works before the constructor of the library, in a thread
// that is being torn down, and in a signal handler. Only the owning thread
// writes; nothing here must be flushed for the results to be right.
#ifndef LEAKTRACE_PRELOAD_TRACKING_THREAD_STATE_H_
#define LEAKTRACE_PRELOAD_TRACKING_THREAD_STATE_H_

#include <cstdint>

#include "preload/tracking/annotation.h"
#include "preload/tracking/sampling_budget.h"

namespace leaktrace {

struct ExactThread;

struct ThreadState {
  // Bytes until the next sample; 0 before the first allocation of the thread
  // and always in exact mode, so that every allocation takes the slow path.
  uint64_t bytes_until_sample;
  uint64_t random_state;  // 0: not seeded yet
  // Sampling interval that bytes_until_sample was drawn with, as a shift.
  uint8_t interval_shift;
  uint32_t lane;  // spreads counters over cache lines
  // While a hook of this thread records: where its caller's stack is. 0: none.
  uintptr_t hook_sp;
  Annotation annotation;
  uint32_t captures;  // counted only where threads are named
  // [trusted_stack_low, trusted_stack_high) was seen to be mapped.
  uintptr_t trusted_stack_low;
  uintptr_t trusted_stack_high;
  SamplingWindow window;
  ExactThread* exact;  // in exact mode, from the first record on
  bool exact_refused;  // there was none left
};
static_assert(sizeof(ThreadState) <= 128);

extern thread_local constinit ThreadState g_thread_state
    __attribute__((tls_model("initial-exec")));

// Marks the thread as being inside a hook for the duration of a scope.
class HookScope {
 public:
  // For a scope that nobody leaves but by its end.
  static constexpr uintptr_t kForEver = UINTPTR_MAX;

  // `sp`: of the hook's caller, see AllocationTracker::WasLeft.
  HookScope(ThreadState* thread, uintptr_t sp) : thread_(thread) {
    thread_->hook_sp = sp;
    // Compiler only: the one who could see it out of order is a signal handler
    // on this thread.
    asm volatile("" ::: "memory");
  }
  ~HookScope() {
    asm volatile("" ::: "memory");
    thread_->hook_sp = 0;
  }
  HookScope(const HookScope&) = delete;
  HookScope& operator=(const HookScope&) = delete;

 private:
  ThreadState* const thread_;
};

}  // namespace leaktrace

#endif  // LEAKTRACE_PRELOAD_TRACKING_THREAD_STATE_H_
