#include "preload/tracking/sampling_budget.h"

#include <algorithm>

namespace leaktrace {

bool SamplingBudget::IsExceededBy(SamplingWindow* window,
                                  uint8_t interval_shift, uint64_t begin_ticks,
                                  uint64_t end_ticks) const {
  // Samples of a shorter interval say nothing of the one in force. A counter
  // that went back was another processor's.
  if (window->begin_ticks == 0 || window->interval_shift != interval_shift ||
      end_ticks < window->begin_ticks) {
    *window = {begin_ticks, 0, 0, interval_shift};
  }
  window->spent_ticks += std::min(end_ticks - begin_ticks, kMaxSampleTicks);
  ++window->samples;
  const uint64_t elapsed_ticks = end_ticks - window->begin_ticks;
  if (window->samples < kWindowSamples || elapsed_ticks < kWindowTicks) {
    return false;
  }
  constexpr uint64_t kMillion = 1'000'000;
  const bool is_exceeded =
      window->spent_ticks > elapsed_ticks / kMillion * allowed_ppm_;
  *window = {};
  return is_exceeded;
}

}  // namespace leaktrace
