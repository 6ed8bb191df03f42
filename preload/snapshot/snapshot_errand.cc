#include "preload/snapshot/snapshot_errand.h"

#include <linux/futex.h>

#include "preload/snapshot/raw_time.h"
#include "preload/sys/syscalls.h"

namespace leaktrace {
// Both orders: whoever sees the new state sees what was written before it.
bool SnapshotErrand::Change(uint32_t from, uint32_t to) {
  if (!state_.compare_exchange_strong(from, to, std::memory_order_acq_rel)) {
    return false;
  }
  sys::Syscall(SYS_futex, &state_, FUTEX_WAKE_PRIVATE, INT32_MAX);
  return true;
}

bool SnapshotErrand::WaitWhile(uint32_t state, uint64_t patience_ns) const {
  const uint64_t end_ns = NowNanoseconds(CLOCK_MONOTONIC) + patience_ns;
  // Acquire: partner of Change.
  while (state_.load(std::memory_order_acquire) == state) {
    const uint64_t now_ns = NowNanoseconds(CLOCK_MONOTONIC);
    if (now_ns >= end_ns) return false;
    const uint64_t left_ns = end_ns - now_ns;
    const timespec left = {static_cast<time_t>(left_ns / 1'000'000'000),
                           static_cast<long>(left_ns % 1'000'000'000)};
    sys::Syscall(SYS_futex, &state_, FUTEX_WAIT_PRIVATE, state, &left);
  }
  return true;
}

bool SnapshotErrand::Post(SnapshotReason reason) {
  uint32_t free = kFree;
  // Accepted first, so that the thread does not see it before its reason.
  if (!state_.compare_exchange_strong(free, kAccepted,
                                      std::memory_order_acquire)) {
    return false;
  }
  reason_.store(static_cast<uint32_t>(reason), std::memory_order_relaxed);
  // Release: partner of the acquire in Accept.
  state_.store(kPosted, std::memory_order_release);
  return true;
}

bool SnapshotErrand::Withdraw() { return Change(kPosted, kFree); }

bool SnapshotErrand::Wait(SnapshotResult* result, const Patience& patience) {
  if (!WaitWhile(kPosted, patience.begin_ns) && Withdraw()) return false;
  if (!WaitWhile(kAccepted, patience.end_ns) && Change(kAccepted, kAbandoned)) {
    return false;
  }
  result->error = error_.load(std::memory_order_relaxed);
  result->sequence = sequence_.load(std::memory_order_relaxed);
  Change(kAnswered, kFree);
  return true;
}

bool SnapshotErrand::IsPosted() const {
  return state_.load(std::memory_order_relaxed) == kPosted;
}

SnapshotReason SnapshotErrand::Accept() {
  if (!Change(kPosted, kAccepted)) return SnapshotReason::kNone;
  return static_cast<SnapshotReason>(reason_.load(std::memory_order_relaxed));
}

void SnapshotErrand::Answer(const SnapshotResult& result) {
  error_.store(result.error, std::memory_order_relaxed);
  sequence_.store(result.sequence, std::memory_order_relaxed);
  if (!Change(kAccepted, kAnswered)) Change(kAbandoned, kFree);
}

}  // namespace leaktrace
