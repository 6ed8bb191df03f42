#include "preload/tracking/sampled_filter.h"

#include <cstring>

namespace leaktrace {

void SampledFilter::Change(uintptr_t address, int delta) {
  std::atomic<uint8_t>& count = counts_[IndexOf(address)];
  uint8_t old = count.load(std::memory_order_relaxed);
  while (old != kSticky &&
         !count.compare_exchange_weak(old, static_cast<uint8_t>(old + delta),
                                      std::memory_order_relaxed)) {
  }
}

void SampledFilter::AddAll() {
  // Before any other thread can know of us.
  memset(static_cast<void*>(counts_), kSticky, sizeof(counts_));
}

void SampledFilter::AddRange(uintptr_t address, size_t bytes) {
  constexpr uintptr_t kGranule = uintptr_t{1} << kGranuleShift;
  for (uintptr_t a = address & ~(kGranule - 1); a < address + bytes;
       a += kGranule) {
    counts_[IndexOf(a)].store(kSticky, std::memory_order_relaxed);
  }
}

}  // namespace leaktrace
