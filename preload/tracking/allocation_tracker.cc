#include "preload/tracking/allocation_tracker.h"

#include <sys/prctl.h>
#include <sys/syscall.h>

#include "preload/sys/syscalls.h"
#include "preload/tracking/sample_weight.h"
#include "preload/tracking/stack_reader.h"

namespace leaktrace {

bool AllocationTracker::Init(const TrackerConfig& config) {
  sampler_.Init(config.interval_bytes, config.seed);
  if (!sampler_.exact()) budget_.Init(config.budget_ppm);
  thread_names_ = config.thread_names;
  capture_ = ChooseUnwinder(config.unwinder, &unwinder_);
  if (!stacks_.Init(config.stack_frame_bytes, config.max_stacks)) return false;
  if (!live_.Init(config.live_table_bytes, config.shadow_bytes)) return false;
  if (!sampler_.exact()) return true;
  filter_.AddAll();
  // What a thread remembers are walks of the unwinder of our own.
  if (unwinder_ == Unwinder::kCfi) {
    exact_threads_.Init(config.exact_thread_bytes, &stacks_);
  }
  return true;
}

StackId AllocationTracker::CaptureStack(ThreadState* thread,
                                        const CallSite& site) {
  if (thread_names_ != nullptr) NameThread(thread);
  const bool is_annotated = thread->annotation.IsSet();
  uintptr_t frames[StackTable::kMaxFrames];
  const uint32_t epoch = unload_epoch();
  const CaptureResult captured =
      capture_(thread, site, epoch,
               std::span(frames, StackTable::kMaxFrames - is_annotated));
  if (captured.depth == 0) {
    counters_.Add(Counter::kWithoutStack);
    return kNoStack;
  }
  size_t depth = captured.depth;
  if (is_annotated) frames[depth++] = thread->annotation.ToFrame();
  const StackId id =
      stacks_.Intern({{frames, depth}, captured.truncated, epoch});
  if (id == kNoStack) counters_.Add(Counter::kStackTableFull);
  return id;
}

// A thread is named after its start, and may be named again: looked up at its
// captures 1, 2, 4, 8 and so on.
void AllocationTracker::NameThread(ThreadState* thread) {
  const uint32_t captures = ++thread->captures;
  if ((captures & (captures - 1)) != 0) return;
  constexpr size_t kKernelNameBytes = 16;
  char name[kKernelNameBytes + 1] = {};
  if (sys::Syscall(SYS_prctl, PR_GET_NAME, name) != 0) return;
  thread->annotation.thread = thread_names_->Intern(name);
}

// Of a stack that the memo does not know: walks as far as it is a new one.
StackId AllocationTracker::ExactStackOf(ThreadState* thread,
                                        const CallSite& site) {
  ExactThread* const exact = thread->exact;
  const uint32_t epoch = unload_epoch();
  if (exact->unload_epoch != epoch) exact->Forget(epoch);
  if (!exact->history.Capture(thread, site, epoch)) {
    return CaptureStack(thread, site);
  }
  const StackId id = exact->history.InternInto(&stacks_);
  if (id == kNoStack) {
    counters_.Add(Counter::kStackTableFull);
  } else {
    exact->memo.Add(site, id, exact->history);
  }
  return id;
}

// Out of line: a size or an address that shadow memory has no place for is what
// it is for in the short way.
[[gnu::noinline]] void AllocationTracker::RecordExact(ThreadState* thread,
                                                      const void* block,
                                                      uint64_t size_bytes,
                                                      StackId stack) {
  if (block == nullptr) return;
  LiveRecord record;
  record.address = reinterpret_cast<uintptr_t>(block);
  record.stack = stack;
  record.size_bytes = size_bytes;
  record.birth = clock_.Now();
  if (size_bytes > LiveTable::kMaxSizeBytes) {
    counters_.Add(Counter::kSizeClipped);
    record.size_bytes = LiveTable::kMaxSizeBytes;
  }
  // Totals before the record, see Record.
  thread->exact->totals[static_cast<uint32_t>(stack)].AddOne(record.size_bytes);
  if (!live_.Insert(record)) counters_.Add(Counter::kLiveTableFull);
}

void AllocationTracker::OnExactAllocation(ThreadState* thread,
                                          const void* block,
                                          uint64_t size_bytes,
                                          const CallSite& site) {
  if (block == nullptr) return;
  const HookScope scope(thread, site.sp);
  RecordExact(thread, block, size_bytes, ExactStackOf(thread, site));
}

void AllocationTracker::ClaimExactThread(ThreadState* thread) {
  if (!sampler_.exact() || thread->exact_refused) return;
  thread->exact = exact_threads_.Claim(unload_epoch());
  thread->exact_refused = thread->exact == nullptr;
}

void AllocationTracker::Record(ThreadState* thread, const void* block,
                               uint64_t size_bytes, const CallSite& site,
                               uint8_t interval_shift) {
  LiveRecord record;
  record.address = reinterpret_cast<uintptr_t>(block);
  record.stack = CaptureStack(thread, site);
  record.size_bytes = size_bytes;
  record.birth = clock_.Now();
  record.interval_shift = interval_shift;
  if (size_bytes > LiveTable::kMaxSizeBytes) {
    counters_.Add(Counter::kSizeClipped);
    record.size_bytes = LiveTable::kMaxSizeBytes;
  }
  const SampleWeight weight = WeightOf(
      record.size_bytes, sampler_.base_interval_bytes() << interval_shift);
  // Totals before the record: who reads the records first and the totals
  // afterwards never sees more alive than was ever allocated.
  stacks_.AddAllocation(
      record.stack, thread->lane,
      static_cast<uint64_t>(weight.objects * StackTable::kObjectScale + 0.5),
      static_cast<uint64_t>(weight.bytes + 0.5));
  filter_.Add(record.address);
  if (live_.Insert(record)) return;
  filter_.Remove(record.address);
  counters_.Add(Counter::kLiveTableFull);
  sampler_.RaiseInterval();
}

// A signal handler may leave the hook that it interrupted by siglongjmp, and
// the thread would be deaf for ever. One that returns runs below the hook's
// caller, or on a stack of its own.
[[gnu::noinline]] bool AllocationTracker::WasLeft(ThreadState* thread,
                                                  const CallSite& site) const {
  if (site.sp < thread->hook_sp || !StackReader::IsHome(thread, site.sp) ||
      !StackReader::IsHome(thread, thread->hook_sp)) {
    return false;
  }
  // Half written, perhaps.
  if (thread->exact != nullptr) thread->exact->Forget(unload_epoch());
  return true;
}

void AllocationTracker::OnAllocation(ThreadState* thread, const void* block,
                                     uint64_t size_bytes,
                                     const CallSite& site) {
  if (thread->hook_sp != 0 && !WasLeft(thread, site)) {
    counters_.Add(Counter::kReentered);
    return;
  }
  const HookScope scope(thread, site.sp);
  uint8_t interval_shift = 0;
  if (!sampler_.Decide(thread, size_bytes, &interval_shift)) return;
  if (block == nullptr || paused() || thread->annotation.untracked != 0) {
    return;
  }
  const uint64_t begin_ticks = budget_.enabled() ? SamplingBudget::Now() : 0;
  Record(thread, block, size_bytes, site, interval_shift);
  if (budget_.enabled() &&
      budget_.IsExceededBy(&thread->window, interval_shift, begin_ticks,
                           SamplingBudget::Now())) {
    sampler_.RaiseInterval();
  }
  if (thread->exact == nullptr) ClaimExactThread(thread);
}

bool AllocationTracker::OnFree(const void* block, LiveRecord* record) {
  const auto address = reinterpret_cast<uintptr_t>(block);
  if (!live_.Remove(address, record)) return false;
  filter_.Remove(address);
  return true;
}

void AllocationTracker::Restore(const LiveRecord& record) {
  filter_.Add(record.address);
  if (live_.Insert(record)) return;
  filter_.Remove(record.address);
  counters_.Add(Counter::kLiveTableFull);
}

}  // namespace leaktrace
