#include "preload/tracking/exact_thread.h"

#include <algorithm>

#include "preload/sys/mmap_arena.h"

namespace leaktrace {

void ExactThreads::Init(size_t bytes, StackTable* stacks) {
  stacks_ = stacks;
  const size_t slot_bytes = sizeof(ExactThread) + stacks->lane_bytes();
  max_slots_ =
      static_cast<uint32_t>(std::min<size_t>(bytes / slot_bytes, kMaxSlots));
}

ExactThread* ExactThreads::Claim(uint32_t unload_epoch) {
  const auto self = reinterpret_cast<uintptr_t>(__builtin_thread_pointer());
  const uint32_t count =
      std::min(count_.load(std::memory_order_relaxed), max_slots_);
  for (uint32_t i = 0; i < count; ++i) {
    // Acquire: partner of the release in Open. Null: being opened.
    ExactThread* const slot = slots_[i].load(std::memory_order_acquire);
    if (slot == nullptr || slot->owner != self) continue;
    slot->Forget(unload_epoch);
    return slot;
  }
  return Open(self, unload_epoch);
}

ExactThread* ExactThreads::Open(uintptr_t owner, uint32_t unload_epoch) {
  if (count_.load(std::memory_order_relaxed) >= max_slots_) return nullptr;
  const uint32_t number = count_.fetch_add(1, std::memory_order_relaxed);
  if (number >= max_slots_) return nullptr;
  auto* const slot =
      static_cast<ExactThread*>(sys::ReserveMemory(sizeof(ExactThread)));
  if (slot == nullptr) return nullptr;
  slot->owner = owner;
  slot->totals = stacks_->OpenLane();
  slot->Forget(unload_epoch);
  if (slot->totals == nullptr) {
    sys::ReleaseMemory(slot, sizeof(ExactThread));
    return nullptr;
  }
  slots_[number].store(slot, std::memory_order_release);
  return slot;
}

size_t ExactThreads::UsedBytes() const {
  const uint32_t count =
      std::min(count_.load(std::memory_order_relaxed), max_slots_);
  size_t bytes = 0;
  for (uint32_t i = 0; i < count; ++i) {
    const ExactThread* const slot = slots_[i].load(std::memory_order_acquire);
    if (slot == nullptr) continue;
    bytes += slot->memo.UsedBytes() + sizeof(slot->history);
  }
  return bytes;
}

}  // namespace leaktrace
