#include "preload/tracking/stack_memo.h"

#include <cstring>

namespace leaktrace {

void StackMemo::Forget() {
  if (log_size_ != 0) memset(sets_, 0, sizeof(sets_));
  log_size_ = kFirstPlace;
  last_ = 0;
  EntryAt(0)->next = 0;
}

void StackMemo::NoteNext(uint32_t place) {
  EntryAt(last_)->next = place;
  last_ = place;
}

StackId StackMemo::FindInSet(CallSite site) {
  for (const uint32_t place : sets_[SetOf(site)].places) {
    if (place == 0) return kNoStack;
    const Entry* const entry = EntryAt(place);
    if (!Matches(*entry, site)) continue;
    NoteNext(place);
    return entry->id();
  }
  return kNoStack;
}

void StackMemo::Add(const CallSite& site, StackId id,
                    const StackHistory& history) {
  if (log_size_ + kMaxEntryWords > kLogWords || log_size_ == 0) Forget();
  const uint32_t place = log_size_;
  Entry* const entry = EntryAt(place);
  auto* const blocks = reinterpret_cast<Block*>(entry + 1);
  uint32_t used = 0;
  bool in_reach = true;
  history.ForEachWord([&](uintptr_t address, uintptr_t value) {
    Block& block = blocks[used / Block::kWords];
    const auto distance = static_cast<intptr_t>(address - site.sp);
    const auto offset = static_cast<int16_t>(distance / intptr_t{kWordBytes});
    in_reach &= offset * intptr_t{kWordBytes} == distance;
    block.offsets[used % Block::kWords] = offset;
    block.values[used % Block::kWords] = value;
    ++used;
  });
  if (!in_reach) return;
  for (; used % Block::kWords != 0; ++used) {
    Block& block = blocks[used / Block::kWords];
    block.offsets[used % Block::kWords] = block.offsets[0];
    block.values[used % Block::kWords] = block.values[0];
  }
  const uint32_t block_count = used / Block::kWords;
  *entry = {site.pc, site.sp, site.fp, 0,
            static_cast<uint32_t>(id) |
                static_cast<uint32_t>(history.uses_fp()) << kIdBits |
                block_count << (kIdBits + 1)};
  NoteNext(place);
  Set& set = sets_[SetOf(site)];
  memmove(set.places + 1, set.places, sizeof(set.places) - sizeof(uint32_t));
  set.places[0] = place;
  log_size_ += kFirstPlace + block_count * (sizeof(Block) / sizeof(uint64_t));
  if (log_size_ > peak_words_.load(std::memory_order_relaxed)) {
    peak_words_.store(log_size_, std::memory_order_relaxed);
  }
}

}  // namespace leaktrace
