// How near the process is to the limit that will kill it.
//
// Contract: no heap; files come through a ReadFileFunction.
#ifndef LEAKTRACE_PRELOAD_SNAPSHOT_MEMORY_HEADROOM_H_
#define LEAKTRACE_PRELOAD_SNAPSHOT_MEMORY_HEADROOM_H_

#include <cstdint>
#include <span>

#include "preload/snapshot/process_memory.h"

namespace leaktrace {

struct MemoryHeadroom {
  static constexpr uint32_t kAll = 1024;

  uint64_t rss_bytes = 0;    // 0: not known
  uint32_t per_1024 = kAll;  // left of the tightest limit
  bool has_limit = false;    // of the cgroup, RLIMIT_AS or RLIMIT_DATA
};

MemoryHeadroom ReadMemoryHeadroom(ReadFileFunction read_file,
                                  std::span<char> scratch);

// The period of snapshots for that headroom: as configured while half of the
// limit or more is left, then ever shorter, down to a second. 0 stays 0.
uint64_t PeriodFor(const MemoryHeadroom& headroom, uint64_t period_ns);

}  // namespace leaktrace

#endif  // LEAKTRACE_PRELOAD_SNAPSHOT_MEMORY_HEADROOM_H_
