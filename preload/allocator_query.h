// The allocator's statistics, wanted by the thread that takes snapshots.
//
// As long as libc takes no locks (lone_thread.h), only the application's thread
// may look at the heap. So it is asked, and answers in its next allocation that
// is recorded:
//
//   idle -> asked -> answered -> idle          it allocates: within
//   milliseconds
//             | not in time
//             v
//            left -> passed                    libc is told to lock from now on
//
// Whoever does not answer does not allocate much, and will not notice the
// locks. Once it passed by, or was seen asleep, every call that began without a
// lock is over; from then on our thread asks the allocator itself, for good.
#ifndef LEAKTRACE_PRELOAD_ALLOCATOR_QUERY_H_
#define LEAKTRACE_PRELOAD_ALLOCATOR_QUERY_H_

#include <atomic>
#include <cstdint>

#include "preload/lone_thread.h"
#include "preload/snapshot/allocator_statistics.h"

namespace leaktrace {

class AllocatorQuery {
 public:
  // `settled` is cleared to make the application's next recorded allocation
  // call Answer.
  constexpr AllocatorQuery(LoneThread* lone, std::atomic<bool>* settled)
      : lone_(lone), settled_(settled) {}

  // On the thread that takes a snapshot. Waits for 200 ms, and
  // for 500 ms where the application is not asleep.
  void Read(AllocatorStatistics* statistics);

  // On an application's thread, outside of the allocator.
  void Answer();
  // The same, unasked, by who is about to wait for a snapshot.
  void Refresh();

  // In a forked child with one thread.
  void ForkChildReset() { state_.store(kIdle, std::memory_order_relaxed); }

 private:
  enum State : uint32_t { kIdle, kAsked, kAnswered, kLeft, kPassed };

  bool Ask();
  void Publish();
  void LoadLast(AllocatorStatistics* statistics) const;

  LoneThread* const lone_;
  std::atomic<bool>* const settled_;
  std::atomic<uint32_t> state_ = kIdle;
  std::atomic<uint64_t> in_use_bytes_ = AllocatorStatistics::kUnknown;
  std::atomic<uint64_t> retained_bytes_ = AllocatorStatistics::kUnknown;
  std::atomic<uint64_t> mapped_bytes_ = AllocatorStatistics::kUnknown;
};

}  // namespace leaktrace

#endif  // LEAKTRACE_PRELOAD_ALLOCATOR_QUERY_H_
