#include "preload/table_budget.h"

#include <sys/resource.h>

#include <algorithm>

#include "preload/sys/syscalls.h"

namespace leaktrace {
namespace {

// Address space, not memory: pages cost something once they are written.
constexpr size_t kSampledLiveBytes = 8ull << 20;
constexpr size_t kSampledFrameBytes = 64ull << 20;
constexpr uint32_t kSampledStacks = 1u << 17;
// The second is shadow memory, half of a heap of 64 GiB; the first holds what
// that refuses.
constexpr size_t kExactLiveBytes = 256ull << 20;
constexpr size_t kExactShadowBytes = 32ull << 30;
constexpr size_t kExactThreadBytes = 64ull << 30;  // all that there may be
constexpr size_t kExactFrameBytes = 512ull << 20;
constexpr uint32_t kExactStacks = 1u << 21;
// Of the tightest limit; exact mode cannot do with as little.
constexpr uint64_t kPartOfLimitSampled = 64;
constexpr uint64_t kPartOfLimitExact = 8;
constexpr uint64_t kLeastBytes = 1ull << 20;
// Two leaves; with less, shadow memory would hold next to nothing.
constexpr uint64_t kLeastShadowBytes = 68ull << 20;

uint64_t SoftLimit(int resource) {
  rlimit limit = {};
  const long result = sys::Syscall(SYS_prlimit64, 0, resource, nullptr, &limit);
  return result == 0 ? limit.rlim_cur : RLIM_INFINITY;
}

// 0: no limit that matters.
uint64_t BudgetOfLimit(bool exact) {
  const uint64_t limit_bytes =
      std::min<uint64_t>(SoftLimit(RLIMIT_AS), SoftLimit(RLIMIT_DATA));
  if (limit_bytes == RLIM_INFINITY) return 0;
  const uint64_t bytes =
      limit_bytes / (exact ? kPartOfLimitExact : kPartOfLimitSampled);
  const uint64_t usual_bytes = exact ? kExactLiveBytes + kExactFrameBytes
                                     : kSampledLiveBytes + kSampledFrameBytes;
  return bytes < usual_bytes ? std::max(bytes, kLeastBytes) : 0;
}

}  // namespace

TrackerConfig TrackerConfigFrom(const Options& options) {
  const bool exact = options.interval_bytes <= 1;
  TrackerConfig config;
  config.interval_bytes = options.interval_bytes;
  config.seed = options.seed;
  config.budget_ppm = options.budget_ppm;
  config.unwinder = options.unwinder;
  config.live_table_bytes = exact ? kExactLiveBytes : kSampledLiveBytes;
  config.shadow_bytes = exact ? kExactShadowBytes : 0;
  config.exact_thread_bytes = exact ? kExactThreadBytes : 0;
  config.stack_frame_bytes = exact ? kExactFrameBytes : kSampledFrameBytes;
  config.max_stacks = exact ? kExactStacks : kSampledStacks;
  const uint64_t memory_bytes =
      options.memory_bytes != 0 ? options.memory_bytes : BudgetOfLimit(exact);
  if (memory_bytes == 0) return config;
  // Half for live blocks, the rest for stacks of some forty frames.
  const uint64_t shadow_bytes = memory_bytes * 3 / 8;
  config.shadow_bytes =
      exact && shadow_bytes >= kLeastShadowBytes ? shadow_bytes : 0;
  size_t live = 128 * 1024;
  const uint64_t live_budget_bytes = memory_bytes / 2 - config.shadow_bytes;
  while (live * 2 <= live_budget_bytes) live *= 2;
  config.live_table_bytes = live;
  config.stack_frame_bytes = memory_bytes / 4;
  config.exact_thread_bytes = exact ? memory_bytes / 8 : 0;
  const uint64_t stack_bytes = memory_bytes / 4 - config.exact_thread_bytes;
  config.max_stacks =
      static_cast<uint32_t>(stack_bytes / StackTable::kBytesPerStack);
  return config;
}

}  // namespace leaktrace
