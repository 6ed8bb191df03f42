// The one set of globals of the shim, and the states it goes through.
//
//   uninitialised -> starting -> running | disabled
//
// The first allocation of the process starts it, wherever that happens: in the
// loader, in another library's constructor. Whoever comes while another thread
// is starting is passed through to the bootstrap arena. Any failure ends in
// disabled: the program runs on as if we were not there, and one line says why.
//
// Fork: pthread_atfork, or a look at the fork page on the way of a sampled
// allocation, for forks that libc knew nothing of. The child keeps the tables,
// forgets the parent's files, and gets its own thread once it has lived for a
// while.
#ifndef LEAKTRACE_PRELOAD_RUNTIME_H_
#define LEAKTRACE_PRELOAD_RUNTIME_H_

#include <atomic>
#include <cstdint>

#include "preload/allocator_query.h"
#include "preload/fork_page.h"
#include "preload/lone_thread.h"
#include "preload/options.h"
#include "preload/service_thread.h"
#include "preload/snapshot/snapshot_service.h"
#include "preload/sys/bootstrap_arena.h"
#include "preload/sys/real_allocator.h"
#include "preload/tracking/allocation_tracker.h"

namespace leaktrace {

class Runtime {
 public:
  enum class State : uint8_t { kUninitialised, kStarting, kRunning, kDisabled };

  constexpr explicit Runtime(const sys::RealAllocator& initial)
      : real(initial) {}

  // Called by every slow path first. Cheap once started.
  void EnsureStarted() {
    if (state_.load(std::memory_order_acquire) == State::kUninitialised)
        [[unlikely]] {
      Start();
    }
  }

  // The library's constructor and destructor.
  void OnLoad();
  void OnExit();

  // Calls allocate(), the real allocator, and records the block it returns.
  template <typename Allocate>
  [[gnu::always_inline]] auto Record(uint64_t size_bytes, const CallSite& site,
                                     Allocate allocate) {
    ThreadState* const thread = &g_thread_state;
    const StackId stack =
        MayTakeShortWay(*thread) ? tracker.KnownStack(thread, site) : kNoStack;
    if (stack != kNoStack) [[likely]] {
      const auto block = allocate();
      tracker.OnKnownAllocation(thread, block, size_bytes, stack);
      return block;
    }
    EnsureStarted();
    const auto block = allocate();
    OnAllocation(block, size_bytes, site);
    return block;
  }

  // For the application; see include/leaktrace/leaktrace.h.
  int TakeSnapshot(SnapshotReason reason);

  // Around a change of identity. True: there was a thread, and it is gone.
  bool StopThread();
  void RestartThread();

  // Around the real dlclose.
  void BeforeUnload();
  void AfterUnload();

  // Called through unless a hook has something to do; bootstrap functions until
  // the real ones are known.
  sys::RealAllocator real;
  sys::RealOperators operators;
  sys::BootstrapArena bootstrap;
  AllocationTracker tracker;

 private:
  static void AfterForkInChild();
  static void ReadAllocatorStatistics(AllocatorStatistics* statistics);
  bool MayTakeShortWay(const ThreadState& thread) const {
    return tracker.MayTakeShortWay(thread) &&
           settled_.load(std::memory_order_relaxed) && !fork_page_.IsWiped();
  }
  // Of a stack that the tracker does not know.
  void OnAllocation(const void* block, uint64_t size_bytes, CallSite site);
  void Settle(const ThreadState& thread);

  void Start();
  bool StartTracking();
  void Disable(const char* why, const char* detail);
  void StartThreadOfChild();
  void ConfigureService();

  std::atomic<State> state_ = State::kUninitialised;
  Options options_;
  SnapshotService service_;
  ForkPage fork_page_;
  LoneThread lone_;
  ServiceThread thread_{&service_, &lone_};
  // A forked child whose thread has not been started yet.
  std::atomic<bool> thread_pending_ = false;
  std::atomic<bool> recorded_ = false;  // this process recorded something
  // ... and waits for nothing: allocations need not be looked at.
  std::atomic<bool> settled_ = false;
  AllocatorQuery allocator_query_{&lone_, &settled_};
  uint64_t fork_time_ns_ = 0;
  const char* shadowing_ = nullptr;  // see ProviderBeforeUs
};

extern constinit Runtime g_runtime;

}  // namespace leaktrace

#endif  // LEAKTRACE_PRELOAD_RUNTIME_H_
