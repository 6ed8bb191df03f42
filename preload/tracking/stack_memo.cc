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
  history.ForEachWord([&word_count](uintptr_t, uintptr_t) { ++word_count; });
  const size_t entry_words =
      sizeof(Entry) / sizeof(uint64_t) + word_count + (word_count + 1) / 2;
  if (log_size_ + entry_words > kLogWords || log_size_ == 0) Forget();
  auto& entry = *reinterpret_cast<Entry*>(log_ + log_size_);
  entry.pc = site.pc;
  entry.sp = site.sp;
  entry.fp = site.fp;
  entry.id = id;
  entry.word_count = static_cast<uint16_t>(word_count);
  entry.uses_fp = history.uses_fp();
  auto* value = reinterpret_cast<uint64_t*>(&entry + 1);
  auto* offset = reinterpret_cast<int32_t*>(value + word_count);
  history.ForEachWord([&](uintptr_t address, uintptr_t word) {
    *value++ = word;
    *offset++ = static_cast<int32_t>(static_cast<intptr_t>(address - site.sp) /
                                     intptr_t{sizeof(word)});
  });
  Set& set = sets_[SetOf(site)];
  memmove(set.places + 1, set.places, sizeof(set.places) - sizeof(uint32_t));
  set.places[0] = log_size_;
  log_size_ += static_cast<uint32_t>(entry_words);
  if (log_size_ > peak_words_.load(std::memory_order_relaxed)) {
    peak_words_.store(log_size_, std::memory_order_relaxed);
  }
}

}  // namespace leaktrace
