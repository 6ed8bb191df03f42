// The one user of sampler, unwinder, tables and filter: what a hook calls.
//
// Thread safety: every method but Init from any thread and signal handler.
// Nothing here blocks, allocates, or touches errno.
#ifndef LEAKTRACE_PRELOAD_TRACKING_ALLOCATION_TRACKER_H_
#define LEAKTRACE_PRELOAD_TRACKING_ALLOCATION_TRACKER_H_

#include <atomic>
#include <cstddef>
#include <cstdint>

#include "preload/tracking/birth_clock.h"
#include "preload/tracking/call_site.h"
#include "preload/tracking/counters.h"
#include "preload/tracking/exact_thread.h"
#include "preload/tracking/live_table.h"
#include "preload/tracking/name_set.h"
#include "preload/tracking/sampled_filter.h"
#include "preload/tracking/sampler.h"
#include "preload/tracking/sampling_budget.h"
#include "preload/tracking/stack_capture.h"
#include "preload/tracking/stack_table.h"
#include "preload/tracking/thread_state.h"

namespace leaktrace {

struct TrackerConfig {
  uint64_t interval_bytes = 512 * 1024;
  uint64_t seed = 0;
  uint64_t budget_ppm = 0;  // see SamplingBudget
  size_t live_table_bytes = 0;
  size_t shadow_bytes = 0;        // for exact mode, see LiveTable
  size_t exact_thread_bytes = 0;  // for exact mode, see ExactThreads
  size_t stack_frame_bytes = 0;
  uint32_t max_stacks = 0;
  Unwinder unwinder = Unwinder::kCfi;
  // Where the names of threads go; null: stacks do not tell the thread.
  NameSet* thread_names = nullptr;
};

class AllocationTracker {
 public:
  constexpr AllocationTracker() = default;
  AllocationTracker(const AllocationTracker&) = delete;
  AllocationTracker& operator=(const AllocationTracker&) = delete;

  // Before any other call. False: no memory for the tables.
  bool Init(const TrackerConfig& config);

  // The block was just handed out by the real allocator, and the application
  // does not have it yet.
  void OnAllocation(ThreadState* thread, const void* block, uint64_t size_bytes,
                    const CallSite& site);

  // Exact mode, for a thread that MayTakeShortWay. KnownStack before the real
  // allocator is called, for the stack of the caller is the same then; after it
  // OnKnownAllocation or, where KnownStack was kNoStack, OnExactAllocation.
  bool MayTakeShortWay(const ThreadState& thread) const {
    return thread.exact != nullptr && thread.hook_sp == 0 && !paused() &&
           thread.annotation.IsNothing();
  }
  [[gnu::always_inline]] StackId KnownStack(ThreadState* thread,
                                            const CallSite& site) const {
    ExactThread* const exact = thread->exact;
    if (exact->unload_epoch != unload_epoch()) [[unlikely]] {
      return kNoStack;
    }
    const HookScope scope(thread, site.sp);
    return exact->memo.Find(site);
  }
  [[gnu::always_inline]] void OnKnownAllocation(ThreadState* thread,
                                                const void* block,
                                                uint64_t size_bytes,
                                                StackId stack) {
    const uint32_t birth = clock_.Now();
    const ShadowTable::Place place = live_.shadow().UsualPlace(
        reinterpret_cast<uintptr_t>(block), size_bytes, birth);
    if (place == nullptr) [[unlikely]] {
      return RecordExact(thread, block, size_bytes, stack);
    }
    // Totals before the record, see Record. No HookScope: a signal handler may
    // come between any two of these steps.
    thread->exact->totals[static_cast<uint32_t>(stack)].AddOne(size_bytes);
    ShadowTable::Put(place, size_bytes, stack, birth);
  }
  void OnExactAllocation(ThreadState* thread, const void* block,
                         uint64_t size_bytes, const CallSite& site);

  // Before the real free. True if the block had a record in shadow memory;
  // false says nothing.
  bool ForgetExact(const void* block) {
    return live_.shadow().ForgetUsual(reinterpret_cast<uintptr_t>(block));
  }

  // Before the real free. True if the block had a record; *record is it.
  bool OnFree(const void* block, LiveRecord* record);

  // Puts back what OnFree took, when the real allocator kept the block.
  void Restore(const LiveRecord& record);

  // As Sampler::SetInterval.
  bool SetInterval(uint64_t interval_bytes) {
    return sampler_.SetInterval(interval_bytes);
  }

  void SetPaused(bool paused) {
    paused_.store(paused, std::memory_order_relaxed);
  }
  bool paused() const { return paused_.load(std::memory_order_relaxed); }

  // Raised by the dlclose hook once the module is gone.
  void OnModuleUnloaded() {
    unload_epoch_.fetch_add(1, std::memory_order_relaxed);
  }
  uint32_t unload_epoch() const {
    return unload_epoch_.load(std::memory_order_relaxed);
  }

  SampledFilter& filter() { return filter_; }
  const Sampler& sampler() const { return sampler_; }
  const StackTable& stacks() const { return stacks_; }
  const LiveTable& live() const { return live_; }
  const ExactThreads& exact_threads() const { return exact_threads_; }
  Counters& counters() { return counters_; }
  BirthClock& clock() { return clock_; }
  Unwinder unwinder() const { return unwinder_; }

 private:
  bool WasLeft(ThreadState* thread, const CallSite& site) const;
  StackId CaptureStack(ThreadState* thread, const CallSite& site);
  void NameThread(ThreadState* thread);
  StackId ExactStackOf(ThreadState* thread, const CallSite& site);
  void RecordExact(ThreadState* thread, const void* block, uint64_t size_bytes,
                   StackId stack);
  void ClaimExactThread(ThreadState* thread);
  void Record(ThreadState* thread, const void* block, uint64_t size_bytes,
              const CallSite& site, uint8_t interval_shift);

  SampledFilter filter_;
  Sampler sampler_;
  SamplingBudget budget_;
  StackTable stacks_;
  LiveTable live_;
  ExactThreads exact_threads_;
  Counters counters_;
  BirthClock clock_;
  CaptureFunction capture_ = nullptr;
  Unwinder unwinder_ = Unwinder::kCfi;
  NameSet* thread_names_ = nullptr;
  std::atomic<uint32_t> unload_epoch_ = 0;
  std::atomic<bool> paused_ = false;
};

}  // namespace leaktrace

#endif  // LEAKTRACE_PRELOAD_TRACKING_ALLOCATION_TRACKER_H_
