// Watches what sampling costs a thread, and says when that is too much.
//
// Each thread adds up the ticks of the time-stamp counter that its recorded
// allocations took. Over a window of many samples and some time, these are a
// share of the time that passed for the thread; a share above the budget asks
// for a longer interval. A thread that waits has more time passing, so the
// budget is one of running threads' time at most. Nothing is measured on the
// unsampled path.
//
// A decision depends on the past only, and the next count of bytes is drawn
// after it: estimates stay unbiased.
//
// Thread safety: a window belongs to its thread; the rest is set once.
#ifndef LEAKTRACE_PRELOAD_TRACKING_SAMPLING_BUDGET_H_
#define LEAKTRACE_PRELOAD_TRACKING_SAMPLING_BUDGET_H_

#include <x86intrin.h>

#include <cstdint>

namespace leaktrace {

// Of one thread; zero is the valid initial state.
struct SamplingWindow {
  uint64_t begin_ticks;  // 0: not begun
  uint64_t spent_ticks;
  uint32_t samples;
  uint8_t interval_shift;  // that all of it was sampled with
};

class SamplingBudget {
 public:
  // A window ends after both of these.
  static constexpr uint32_t kWindowSamples = 256;
  static constexpr uint64_t kWindowTicks = 1ull << 28;  // about 0.1 s
  // What took longer was interrupted by something else.
  static constexpr uint64_t kMaxSampleTicks = 1ull << 16;

  constexpr SamplingBudget() = default;

  // `parts_per_million` 0: there is no budget.
  void Init(uint64_t parts_per_million) { allowed_ppm_ = parts_per_million; }
  bool enabled() const { return allowed_ppm_ != 0; }

  static uint64_t Now() { return __rdtsc(); }

  // A sample was recorded between the two. True at the end of a window that
  // was too expensive.
  bool IsExceededBy(SamplingWindow* window, uint8_t interval_shift,
                    uint64_t begin_ticks, uint64_t end_ticks) const;

 private:
  uint64_t allowed_ppm_ = 0;
};

}  // namespace leaktrace

#endif  // LEAKTRACE_PRELOAD_TRACKING_SAMPLING_BUDGET_H_
