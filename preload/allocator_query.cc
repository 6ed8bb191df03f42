#include "preload/allocator_query.h"

#include "preload/allocator_probe.h"
#include "preload/snapshot/raw_time.h"

namespace leaktrace {
namespace {

// With who sleeps, and with who would run: he may not have been let. Who waits
// for the snapshot has a second in all (control_client.h).
constexpr uint64_t kPatienceNs = 200'000'000;
constexpr uint64_t kLongPatienceNs = 500'000'000;
constexpr uint32_t kNapMs = 2;

bool IsOver(uint64_t begin_ns) {
  const uint64_t waited_ns = NowNanoseconds(CLOCK_MONOTONIC) - begin_ns;
  return waited_ns >= kLongPatienceNs ||
         (waited_ns >= kPatienceNs && LoneThread::IsQuiet());
}

}  // namespace

void AllocatorQuery::Read(AllocatorStatistics* statistics) {
  if (lone_->IsStaying() && !lone_->IsSelf()) {
    if (Ask()) return LoadLast(statistics);
    if (lone_->IsStaying()) {
      lone_->Leave();
      // Release: partner of the acquire in Answer. Who sees this sees that libc
      // locks.
      state_.store(kLeft, std::memory_order_release);
      settled_->store(false);
    }
  }
  if (lone_->HasLeft() && (state_.load(std::memory_order_acquire) == kPassed ||
                           LoneThread::IsQuiet())) {
    lone_->Share();
  }
  if (lone_->HasLeft()) return LoadLast(statistics);
  state_.store(kIdle, std::memory_order_relaxed);
  ReadAllocator(statistics);
}

// False: no answer in time, or none was needed any more.
bool AllocatorQuery::Ask() {
  uint32_t idle = kIdle;
  // Who waits for a snapshot has answered before.
  if (state_.compare_exchange_strong(idle, kAsked)) settled_->store(false);
  const uint64_t begin_ns = NowNanoseconds(CLOCK_MONOTONIC);
  while (lone_->IsStaying()) {
    // Acquire: partner of the release in Answer and Refresh.
    if (state_.load(std::memory_order_acquire) == kAnswered) {
      state_.store(kIdle, std::memory_order_relaxed);
      return true;
    }
    if (IsOver(begin_ns)) return false;
    NapMilliseconds(kNapMs);
  }
  return false;
}

void AllocatorQuery::Answer() {
  uint32_t state = state_.load(std::memory_order_acquire);
  if (state == kAsked) {
    // Else the application has other threads by now, and nobody needs it.
    if (lone_->IsStaying()) Publish();
    // Fails if the patience ended: then the next time counts.
    state_.compare_exchange_strong(state, kAnswered);
  } else if (state == kLeft) {
    state_.compare_exchange_strong(state, kPassed);
  }
}

void AllocatorQuery::Refresh() {
  if (!lone_->IsStaying() || !lone_->IsSelf()) return;
  Publish();
  state_.store(kAnswered, std::memory_order_release);
}

void AllocatorQuery::Publish() {
  AllocatorStatistics statistics;
  // Else our thread asks from now on: the application does not wait for it but
  // where it needs the same lock.
  if (!ReadAllocatorQuickly(&statistics)) lone_->StopStaying();
  in_use_bytes_.store(statistics.heap_in_use_bytes, std::memory_order_relaxed);
  retained_bytes_.store(statistics.heap_retained_bytes,
                        std::memory_order_relaxed);
  mapped_bytes_.store(statistics.heap_mapped_bytes, std::memory_order_relaxed);
}

void AllocatorQuery::LoadLast(AllocatorStatistics* statistics) const {
  statistics->heap_in_use_bytes = in_use_bytes_.load(std::memory_order_relaxed);
  statistics->heap_retained_bytes =
      retained_bytes_.load(std::memory_order_relaxed);
  statistics->heap_mapped_bytes = mapped_bytes_.load(std::memory_order_relaxed);
}

}  // namespace leaktrace
