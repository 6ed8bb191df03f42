// One snapshot that some thread wants the background thread to take, and the
// answer.
//
//   free -> posted -> accepted -> answered -> free
//             | not begun in time    | given up
//             v                      v
//            free                 abandoned -> free, when the answer comes
//
// Thread safety: any thread may post, one at a time; the background thread
// accepts and answers. The poster waits with a limit, so neither can hang the
// other. Zero bytes are free.
#ifndef LEAKTRACE_PRELOAD_SNAPSHOT_SNAPSHOT_ERRAND_H_
#define LEAKTRACE_PRELOAD_SNAPSHOT_SNAPSHOT_ERRAND_H_

#include <atomic>
#include <cstdint>

#include "preload/snapshot/snapshot_context.h"

namespace leaktrace {

struct SnapshotResult {
  int error = 0;  // errno; EBUSY: another thread is taking one, or the last
  uint32_t sequence = 0;
};

class SnapshotErrand {
 public:
  constexpr SnapshotErrand() = default;

  // False: another one is under way.
  bool Post(SnapshotReason reason);
  // True: taken back before it was accepted.
  bool Withdraw();
  struct Patience {
    uint64_t begin_ns = 1'000'000'000;
    uint64_t end_ns = 10'000'000'000;
  };
  // After Post: true and *result once there is an answer. False: not accepted
  // in time, and withdrawn; or accepted, but given up.
  bool Wait(SnapshotResult* result, const Patience& patience);

  bool IsPosted() const;
  // The posted reason; kNone if it was withdrawn.
  SnapshotReason Accept();
  void Answer(const SnapshotResult& result);

  // In a forked child with one thread.
  void ForkChildReset() { state_.store(kFree, std::memory_order_relaxed); }

 private:
  enum State : uint32_t { kFree, kPosted, kAccepted, kAnswered, kAbandoned };

  bool Change(uint32_t from, uint32_t to);
  // True if the state is another one within the time.
  bool WaitWhile(uint32_t state, uint64_t patience_ns) const;

  std::atomic<uint32_t> state_ = kFree;
  std::atomic<uint32_t> reason_ = 0;
  std::atomic<int> error_ = 0;
  std::atomic<uint32_t> sequence_ = 0;
};

}  // namespace leaktrace

#endif  // LEAKTRACE_PRELOAD_SNAPSHOT_SNAPSHOT_ERRAND_H_
