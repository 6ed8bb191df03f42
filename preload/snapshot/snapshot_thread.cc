// The half of SnapshotService that runs on the background thread: waiting,
// the period, the memory in use, and what other threads ask for.
#include <poll.h>

#include <algorithm>
#include <cerrno>

#include "preload/snapshot/private_files.h"
#include "preload/snapshot/raw_time.h"
#include "preload/snapshot/small_file.h"
#include "preload/snapshot/snapshot_service.h"
#include "preload/sys/syscalls.h"

namespace leaktrace {
namespace {

// Between looks at the memory in use, where that may lead to something.
constexpr uint32_t kMemoryCheckMs = 1000;
constexpr uint32_t kCloseMemoryCheckMs = 250;

}  // namespace

void SnapshotService::SetUpThread() {
  UnshareFiles(wake_.reading_fd());
  EnsureControl();
  has_thread_.store(true, std::memory_order_release);
}

void SnapshotService::RunLoop() {
  MemoryHeadroom headroom =
      ReadMemoryHeadroom(ReadSmallFile, loop_text_.span());
  last_rss_bytes_.store(headroom.rss_bytes, std::memory_order_relaxed);
  period_began_ns_ = NowNanoseconds(CLOCK_MONOTONIC);
  const ControlHandler handler = {this, &HandleRequest};
  // Release: partner of the acquire in AskThread.
  has_thread_.store(true, std::memory_order_release);
  // Acquire: matched by Stop.
  while (!stopping_.load(std::memory_order_acquire)) {
    EnsureControl();
    WaitForRequest(WaitMilliseconds(headroom));
    ServeErrand();
    if (stopping_.load(std::memory_order_acquire)) break;
    control_.Serve(handler, reply_.span());
    headroom = ReadMemoryHeadroom(ReadSmallFile, loop_text_.span());
    StartIfDue(headroom);
    TakeIfDue(headroom);
  }
  has_thread_.store(false, std::memory_order_relaxed);
  control_.Close();
}

// Binds the socket once there is a directory, and anew when the application
// closed it behind us or the directory was replaced.
void SnapshotService::EnsureControl() {
  if (!TryLock()) return;
  const bool is_bound =
      control_.IsOpen() && control_generation_ == directory_.generation();
  if (!is_bound && reply_.size() > 0) {
    const int directory_fd = directory_.Open();
    if (directory_fd >= 0 && control_.Open(directory_fd) == 0) {
      control_generation_ = directory_.generation();
    }
  }
  Unlock();
}

uint32_t SnapshotService::WaitMilliseconds(
    const MemoryHeadroom& headroom) const {
  uint32_t longest_ms = kMaxWaitMs;
  if (config_.rss_step_bytes != 0 || waits_for_start_ || headroom.has_limit) {
    longest_ms = headroom.per_1024 < MemoryHeadroom::kAll / 2
                     ? kCloseMemoryCheckMs
                     : kMemoryCheckMs;
  }
  if (period_ns_ == 0) return longest_ms;
  const uint64_t due_ns = period_began_ns_ + PeriodFor(headroom, period_ns_);
  const uint64_t now_ns = NowNanoseconds(CLOCK_MONOTONIC);
  if (now_ns >= due_ns) return 0;
  const uint64_t left_ms = (due_ns - now_ns) / kNanosecondsPerMillisecond + 1;
  return static_cast<uint32_t>(std::min<uint64_t>(left_ms, longest_ms));
}

void SnapshotService::WaitForRequest(uint32_t wait_ms) {
  // The kernel passes over negative numbers.
  const int control_fd = control_.IsOpen() ? control_.fd() : -1;
  pollfd entries[] = {{wake_.reading_fd(), POLLIN, 0}, {control_fd, POLLIN, 0}};
  timespec left = {static_cast<time_t>(wait_ms / 1000),
                   static_cast<long>(wait_ms % 1000) *
                       static_cast<long>(kNanosecondsPerMillisecond)};
  const long ready = sys::Syscall(SYS_ppoll, entries, 2, &left, nullptr, 0);
  // A number became somebody else's meanwhile: do not spin on his data.
  const bool is_lost = entries[0].fd != wake_.reading_fd() ||
                       (control_fd >= 0 && !control_.IsOpen());
  if (ready > 0 && is_lost) NapMilliseconds(1);
}

void SnapshotService::ServeErrand() {
  wake_.Drain();
  if (!errand_.IsPosted()) return;
  // It may wait for ever; nobody relies on us before Accept.
  const AllocatorStatistics allocator = ReadAllocatorStatistics();
  const SnapshotReason reason = errand_.Accept();
  if (reason == SnapshotReason::kNone) return;
  if (reason == SnapshotReason::kExit) {
    return errand_.Answer(TakeLast(allocator));
  }
  SnapshotResult result = {EBUSY, 0};
  if (TryLock()) {
    result = TakeLocked(reason, allocator);
    Unlock();
  }
  errand_.Answer(result);
}

// LEAKTRACE_START=after=... and rss=...
void SnapshotService::StartIfDue(const MemoryHeadroom& headroom) {
  if (!waits_for_start_) return;
  const uint64_t age_ns =
      NowNanoseconds(CLOCK_MONOTONIC) - identity_.start_monotonic_ns;
  if (age_ns < config_.start_after_ns ||
      headroom.rss_bytes < config_.start_rss_bytes) {
    return;
  }
  waits_for_start_ = false;
  if (config_.set_paused != nullptr) config_.set_paused(false);
}

void SnapshotService::TakeIfDue(const MemoryHeadroom& headroom) {
  const uint64_t period_ns = PeriodFor(headroom, period_ns_);
  const uint64_t now_ns = NowNanoseconds(CLOCK_MONOTONIC);
  if (period_ns != 0 && now_ns - period_began_ns_ >= period_ns) {
    TakeSnapshot(SnapshotReason::kPeriod);
    // Periods that were missed, asleep or behind a slow disk, are skipped.
    const uint64_t passed_ns =
        NowNanoseconds(CLOCK_MONOTONIC) - period_began_ns_;
    period_began_ns_ += passed_ns - passed_ns % period_ns;
  } else if (RssHasRisen(headroom)) {
    TakeSnapshot(SnapshotReason::kRss);
  }
}

bool SnapshotService::RssHasRisen(const MemoryHeadroom& headroom) const {
  if (config_.rss_step_bytes == 0) return false;
  const uint64_t last_bytes = last_rss_bytes_.load(std::memory_order_relaxed);
  return headroom.rss_bytes > last_bytes &&
         headroom.rss_bytes - last_bytes >= config_.rss_step_bytes;
}

}  // namespace leaktrace
