// Decides which allocations are recorded: Poisson sampling by bytes.
//
// Each thread counts down an exponentially distributed number of bytes with
// mean R, the sampling interval; the allocation that crosses zero is sampled
// and the count is drawn anew. The exponential has no memory, so an allocation
// of s bytes is sampled with p = 1 - exp(-s/R) whatever came before it, and
// 1/p is its weight (sample_weight.h). R = 1 is exact mode: the count stays at
// zero and every allocation is recorded.
//
// The interval may be raised while threads run: base * 2^shift. A thread uses
// the interval its count was drawn with until the next sample, and that
// sample carries it, so estimates stay unbiased across the change.
//
// Thread safety: Decide on the calling thread's own state; others anywhere.
#ifndef LEAKTRACE_PRELOAD_TRACKING_SAMPLER_H_
#define LEAKTRACE_PRELOAD_TRACKING_SAMPLER_H_

#include <atomic>
#include <cstdint>

#include "preload/tracking/thread_state.h"

namespace leaktrace {

class Sampler {
 public:
  static constexpr uint8_t kMaxShift = 15;

  constexpr Sampler() = default;

  // `seed` 0: a different random sequence in every process.
  void Init(uint64_t interval_bytes, uint64_t seed);

  // The fast path of every allocation: true if it is not sampled for sure.
  static bool SkipUnsampled(ThreadState* thread, uint64_t size_bytes) {
    if (size_bytes >= thread->bytes_until_sample) [[unlikely]] {
      return false;
    }
    thread->bytes_until_sample -= size_bytes;
    return true;
  }

  // After SkipUnsampled said false. True: record it, with *interval_shift.
  bool Decide(ThreadState* thread, uint64_t size_bytes,
              uint8_t* interval_shift);

  bool exact() const { return base_interval_bytes_ <= 1; }
  uint64_t base_interval_bytes() const { return base_interval_bytes_; }
  uint64_t interval_bytes() const {
    return base_interval_bytes_ << shift_.load(std::memory_order_relaxed);
  }
  // Doubles the interval; false at the limit and in exact mode.
  bool RaiseInterval();
  // The smallest possible one of at least that size, lower ones than now too;
  // false in exact mode and beyond the limit.
  bool SetInterval(uint64_t interval_bytes);

 private:
  void Seed(ThreadState* thread);
  uint64_t Draw(ThreadState* thread);

  uint64_t base_interval_bytes_ = 0;
  uint64_t seed_ = 0;
  std::atomic<uint8_t> shift_ = 0;
  std::atomic<uint32_t> threads_ = 0;
};

}  // namespace leaktrace

#endif  // LEAKTRACE_PRELOAD_TRACKING_SAMPLER_H_
