// The half of SnapshotService that runs on the background thread: waiting,
// the period, the rise of RSS, and the requests of the control socket.
#include <poll.h>

#include <algorithm>
#include <cerrno>

#include "preload/snapshot/raw_time.h"
#include "preload/snapshot/small_file.h"
#include "preload/snapshot/snapshot_facts.h"
#include "preload/snapshot/snapshot_file.h"
#include "preload/snapshot/snapshot_service.h"
#include "preload/snapshot/text_scanner.h"
#include "preload/snapshot_format.h"
#include "preload/sys/syscalls.h"

namespace leaktrace {
namespace {

constexpr uint32_t kRssCheckMs = 1000;
constexpr uint64_t kPageBytes = 4096;

// 0: not known.
uint64_t ReadRssBytes() {
  char text[128];
  const long size = ReadSmallFile("/proc/self/statm", {text, sizeof(text)});
  std::string_view rest(text, size > 0 ? static_cast<size_t>(size) : 0);
  uint64_t total_pages = 0;
  uint64_t resident_pages = 0;
  const bool is_valid = ConsumeDecimal(&rest, &total_pages) &&
                        ConsumePrefix(&rest, " ") &&
                        ConsumeDecimal(&rest, &resident_pages);
  return is_valid ? resident_pages * kPageBytes : 0;
}

}  // namespace

void SnapshotService::RunLoop() {
  last_rss_bytes_.store(ReadRssBytes(), std::memory_order_relaxed);
  uint64_t due_ns = NowNanoseconds(CLOCK_MONOTONIC) + config_.period_ns;
  const ControlHandler handler = {this, &HandleRequest};
  // Acquire: matched by Stop.
  while (!stopping_.load(std::memory_order_acquire)) {
    EnsureControl();
    WaitForRequest(WaitMilliseconds(due_ns));
    if (stopping_.load(std::memory_order_acquire)) break;
    control_.Serve(handler, reply_.span());
    TakeIfDue(&due_ns);
  }
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

uint32_t SnapshotService::WaitMilliseconds(uint64_t due_ns) const {
  const uint32_t longest_ms =
      config_.rss_step_bytes != 0 ? kRssCheckMs : kMaxWaitMs;
  if (config_.period_ns == 0) return longest_ms;
  const uint64_t now_ns = NowNanoseconds(CLOCK_MONOTONIC);
  if (now_ns >= due_ns) return 0;
  const uint64_t left_ms = (due_ns - now_ns) / kNanosecondsPerMillisecond + 1;
  return static_cast<uint32_t>(std::min<uint64_t>(left_ms, longest_ms));
}

void SnapshotService::WaitForRequest(uint32_t wait_ms) {
  if (!control_.IsOpen()) return NapMilliseconds(wait_ms);
  pollfd entry = {control_.fd(), POLLIN, 0};
  const timespec timeout = {static_cast<time_t>(wait_ms / 1000),
                            static_cast<long>(wait_ms % 1000) *
                                static_cast<long>(kNanosecondsPerMillisecond)};
  timespec left = timeout;  // the kernel counts it down
  const long ready = sys::Syscall(SYS_ppoll, &entry, 1, &left, nullptr, 0);
  // The number is somebody else's by now: do not spin on his data.
  if (ready > 0 && !control_.IsOpen()) NapMilliseconds(1);
}

void SnapshotService::TakeIfDue(uint64_t* due_ns) {
  if (config_.period_ns != 0 && NowNanoseconds(CLOCK_MONOTONIC) >= *due_ns) {
    TakeSnapshot(SnapshotReason::kPeriod);
    // Periods that were missed, asleep or behind a slow disk, are skipped.
    const uint64_t now_ns = NowNanoseconds(CLOCK_MONOTONIC);
    const uint64_t missed = (now_ns - *due_ns) / config_.period_ns;
    *due_ns += (missed + 1) * config_.period_ns;
  } else if (RssHasRisen()) {
    TakeSnapshot(SnapshotReason::kRss);
  }
}

bool SnapshotService::RssHasRisen() const {
  if (config_.rss_step_bytes == 0) return false;
  const uint64_t last_bytes = last_rss_bytes_.load(std::memory_order_relaxed);
  const uint64_t now_bytes = ReadRssBytes();
  return now_bytes > last_bytes &&
         now_bytes - last_bytes >= config_.rss_step_bytes;
}

void SnapshotService::HandleRequest(void* self, std::string_view request,
                                    TextBuffer* reply) {
  SnapshotService* const service = static_cast<SnapshotService*>(self);
  if (request == format::kRequestStatus) {
    service->AppendStatus(reply);
  } else if (request == format::kRequestSnapshot) {
    service->AppendSnapshotReply(reply);
  } else {
    reply->Add("error unknown request\n");
  }
}

void SnapshotService::AppendStatus(TextBuffer* reply) {
  if (config_.stacks == nullptr || loop_text_.size() == 0) {
    reply->Add("error not started\n");
    return;
  }
  reply->Add("ok\n");
  AppendFacts(MakeContext(loop_text_.span()), Tables(), reply);
  reply->Add("snapshots=")
      .AddDecimal(snapshots_written_.load(std::memory_order_relaxed))
      .Add("\n");
  reply->Add("directory=").Add(directory_.path()).Add("\n");
}

void SnapshotService::AppendSnapshotReply(TextBuffer* reply) {
  const SnapshotResult result = TakeSnapshot(SnapshotReason::kRequest);
  if (result.error != 0) {
    reply->Add("error snapshot failed, errno ")
        .AddDecimal(static_cast<uint64_t>(result.error))
        .Add("\n");
    return;
  }
  reply->Add("ok\nsequence=").AddDecimal(result.sequence);
  reply->Add("\nfile=").Add(directory_.path()).Add("/");
  AppendSnapshotName(result.sequence, reply);
  reply->Add("\n");
}

}  // namespace leaktrace
