#include "preload/tracking/allocation_tracker.h"

#include "preload/tracking/sample_weight.h"

namespace leaktrace {

bool AllocationTracker::Init(const TrackerConfig& config) {
  sampler_.Init(config.interval_bytes, config.seed);
  capture_ = ChooseUnwinder(config.unwinder, &unwinder_);
  if (!stacks_.Init(config.stack_frame_bytes, config.max_stacks)) return false;
  if (!live_.Init(config.live_table_bytes)) return false;
  if (sampler_.exact()) filter_.AddAll();
  return true;
}

StackId AllocationTracker::CaptureStack(ThreadState* thread,
                                        const CallSite& site) {
  uintptr_t frames[StackTable::kMaxFrames];
  const uint32_t epoch = unload_epoch();
  const CaptureResult captured =
      capture_(thread, site, epoch, std::span<uintptr_t>(frames));
  if (captured.depth == 0) {
    counters_.Add(Counter::kWithoutStack);
    return kNoStack;
  }
  const StackId id =
      stacks_.Intern({{frames, captured.depth}, captured.truncated, epoch});
  if (id == kNoStack) counters_.Add(Counter::kStackTableFull);
  return id;
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

void AllocationTracker::OnAllocation(ThreadState* thread, const void* block,
                                     uint64_t size_bytes,
                                     const CallSite& site) {
  if (thread->in_hook) {
    counters_.Add(Counter::kReentered);
    return;
  }
  const HookScope scope(thread);
  uint8_t interval_shift = 0;
  if (!sampler_.Decide(thread, size_bytes, &interval_shift)) return;
  if (block == nullptr || paused()) return;
  Record(thread, block, size_bytes, site, interval_shift);
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
