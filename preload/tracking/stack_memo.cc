#include "preload/tracking/stack_memo.h"

#include <cstring>

namespace leaktrace {

void StackMemo::Forget() {
  if (log_size_ != 0) memset(sets_, 0, sizeof(sets_));
  // Place 0 stands for none.
  log_size_ = 1;
}

void StackMemo::Add(const CallSite& site, StackId id,
                    const StackHistory& history) {
  uint32_t word_count = 0;
  bool in_reach = true;
  history.ForEachWord([&](uintptr_t address, uintptr_t) {
    const intptr_t offset = OffsetOf(address, site);
    in_reach = in_reach && offset == static_cast<int16_t>(offset);
    ++word_count;
  });
  if (!in_reach) return;
  const uint32_t block_count = (word_count + Block::kWords - 1) / Block::kWords;
  const size_t entry_words =
      (sizeof(Entry) + block_count * sizeof(Block)) / sizeof(uint64_t);
  if (log_size_ + entry_words > kLogWords || log_size_ == 0) Forget();
  auto* const entry = reinterpret_cast<Entry*>(log_ + log_size_);
  *entry = {site.pc,
            site.sp,
            site.fp,
            id,
            static_cast<uint16_t>(block_count),
            history.uses_fp()};
  FillBlocks(site, history, reinterpret_cast<Block*>(entry + 1), block_count);
  Set& set = sets_[SetOf(site)];
  memmove(set.places + 1, set.places, sizeof(set.places) - sizeof(uint32_t));
  set.places[0] = log_size_;
  log_size_ += static_cast<uint32_t>(entry_words);
  if (log_size_ > peak_words_.load(std::memory_order_relaxed)) {
    peak_words_.store(log_size_, std::memory_order_relaxed);
  }
}

intptr_t StackMemo::OffsetOf(uintptr_t address, const CallSite& site) {
  return static_cast<intptr_t>(address - site.sp) / intptr_t{kWordBytes};
}

void StackMemo::FillBlocks(const CallSite& site, const StackHistory& history,
                           Block* blocks, uint32_t block_count) {
  uint32_t used = 0;
  history.ForEachWord([&](uintptr_t address, uintptr_t value) {
    Block& block = blocks[used / Block::kWords];
    block.offsets[used % Block::kWords] =
        static_cast<int16_t>(OffsetOf(address, site));
    block.values[used % Block::kWords] = value;
    ++used;
  });
  for (; used < block_count * Block::kWords; ++used) {
    Block& block = blocks[used / Block::kWords];
    block.offsets[used % Block::kWords] = block.offsets[0];
    block.values[used % Block::kWords] = block.values[0];
  }
}

}  // namespace leaktrace
