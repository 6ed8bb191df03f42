// What is remembered of one live allocation that was sampled.
#ifndef LEAKTRACE_PRELOAD_TRACKING_LIVE_RECORD_H_
#define LEAKTRACE_PRELOAD_TRACKING_LIVE_RECORD_H_

#include <cstdint>

#include "preload/tracking/stack_id.h"

namespace leaktrace {

struct LiveRecord {
  uintptr_t address = 0;
  StackId stack = kNoStack;
  uint64_t size_bytes = 0;  // as requested
  uint32_t birth = 0;       // birth interval, counted since process start
  // Mean sampling interval in force when it was drawn is
  // BaseInterval << interval_shift (see Sampler); it gives the weight.
  uint8_t interval_shift = 0;
};

}  // namespace leaktrace

#endif  // LEAKTRACE_PRELOAD_TRACKING_LIVE_RECORD_H_
