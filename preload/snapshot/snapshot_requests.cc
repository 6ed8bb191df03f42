// The part of SnapshotService that answers the control socket.
#include <cerrno>

#include "preload/snapshot/raw_time.h"
#include "preload/snapshot/snapshot_facts.h"
#include "preload/snapshot/snapshot_file.h"
#include "preload/snapshot/snapshot_service.h"
#include "preload/snapshot/text_scanner.h"
#include "preload/snapshot_format.h"

namespace leaktrace {
namespace {

// "<name> <decimal>" and nothing else.
bool IsSetting(std::string_view request, const char* name, uint64_t* value) {
  return ConsumePrefix(&request, name) && ConsumePrefix(&request, " ") &&
         ConsumeDecimal(&request, value) && request.empty();
}

}  // namespace

void SnapshotService::HandleRequest(void* self, std::string_view request,
                                    TextBuffer* reply) {
  SnapshotService* const service = static_cast<SnapshotService*>(self);
  uint64_t value = 0;
  if (request == format::kRequestStatus) {
    service->AppendStatus(reply);
  } else if (request == format::kRequestSnapshot) {
    service->AppendSnapshotReply(reply);
  } else if (request == format::kRequestPause) {
    service->SetPaused(true, reply);
  } else if (request == format::kRequestResume) {
    service->SetPaused(false, reply);
  } else if (IsSetting(request, format::kRequestInterval, &value)) {
    service->SetInterval(value, reply);
  } else if (IsSetting(request, format::kRequestEvery, &value)) {
    service->SetPeriod(value, reply);
  } else {
    reply->Add("error unknown request\n");
  }
}

void SnapshotService::SetPaused(bool paused, TextBuffer* reply) {
  if (config_.set_paused == nullptr) {
    reply->Add("error not possible here\n");
    return;
  }
  waits_for_start_ = false;
  config_.set_paused(paused);
  reply->Add("ok\npaused=").Add(paused ? "1\n" : "0\n");
}

void SnapshotService::SetInterval(uint64_t interval_bytes, TextBuffer* reply) {
  if (config_.set_interval == nullptr ||
      !config_.set_interval(interval_bytes)) {
    reply->Add("error no such interval: the configured one times 1 to 32768\n");
    return;
  }
  reply->Add("ok\ninterval_bytes=").AddDecimal(IntervalBytes()).Add("\n");
}

void SnapshotService::SetPeriod(uint64_t period_ns, TextBuffer* reply) {
  if (period_ns != 0 && period_ns < kNanosecondsPerMillisecond) {
    reply->Add("error a period is at least a millisecond\n");
    return;
  }
  period_ns_ = period_ns;
  period_began_ns_ = NowNanoseconds(CLOCK_MONOTONIC);
  reply->Add("ok\nperiod_ns=").AddDecimal(period_ns).Add("\n");
}

void SnapshotService::AppendStatus(TextBuffer* reply) {
  if (config_.stacks == nullptr || loop_text_.size() == 0) {
    reply->Add("error not started\n");
    return;
  }
  reply->Add("ok\n");
  AppendFacts(MakeContext(loop_text_.span(), ReadAllocatorStatistics()),
              Tables(), reply);
  reply->Add("snapshots=")
      .AddDecimal(snapshots_written_.load(std::memory_order_relaxed))
      .Add("\n");
  reply->Add("directory=").Add(directory_.path()).Add("\n");
  reply->Add("period_ns=").AddDecimal(period_ns_).Add("\n");
  if (config_.is_paused != nullptr) {
    reply->Add("paused=").Add(config_.is_paused() ? "1\n" : "0\n");
  }
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
