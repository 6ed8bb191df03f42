// LEAKTRACE_* environment variables, read once, without heap.
#ifndef LEAKTRACE_PRELOAD_OPTIONS_H_
#define LEAKTRACE_PRELOAD_OPTIONS_H_

#include <cstddef>
#include <cstdint>

#include "preload/tracking/stack_capture.h"

namespace leaktrace {

// What happens to children: nothing, forked ones are traced, exec'd ones too.
enum class Follow : uint8_t { kNone, kFork, kExec };

struct Options {
  uint64_t interval_bytes = 512 * 1024;  // LEAKTRACE_INTERVAL
  uint64_t budget_ppm = 10'000;          // LEAKTRACE_BUDGET, 0 = none
  uint64_t every_ns = 60'000'000'000;    // LEAKTRACE_EVERY, 0 = on request
  const char* directory = nullptr;       // LEAKTRACE_DIR
  Follow follow = Follow::kFork;         // LEAKTRACE_FOLLOW
  Unwinder unwinder = Unwinder::kCfi;    // LEAKTRACE_UNWINDER
  uint64_t seed = 0;                     // LEAKTRACE_SEED
  uint64_t memory_bytes = 0;             // LEAKTRACE_MEMORY, 0 = default
  uint64_t retain_bytes = 256ull << 20;  // LEAKTRACE_RETAIN
  uint64_t rss_step_bytes = 0;           // LEAKTRACE_RSS_STEP, 0 = off
  // LEAKTRACE_START=paused, after=DURATION or rss=SIZE; the last two make it
  // start by itself.
  bool start_paused = false;
  uint64_t start_after_ns = 0;
  uint64_t start_rss_bytes = 0;
  bool name_threads = false;  // LEAKTRACE_THREADS=1
  bool verbose = false;       // LEAKTRACE_VERBOSE=1
  // The first variable whose value was not understood; its default is used.
  const char* invalid_name = nullptr;
};

Options ReadOptions(const char* const* environment);

// "64K", "1M", "2G", "4096": bytes. False if it is anything else.
bool ParseBytes(const char* text, uint64_t* bytes);
// "60", "1.5s", "500ms", "2m", "1h": nanoseconds, seconds without a unit.
bool ParseDuration(const char* text, uint64_t* duration_ns);

}  // namespace leaktrace

#endif  // LEAKTRACE_PRELOAD_OPTIONS_H_
