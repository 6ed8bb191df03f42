// When to look at the mappings: summing them up walks the page tables of the
// whole process and holds its memory map meanwhile. So looks live on a credit
// of CPU time that grows with a thousandth of the time, and none is taken in a
// process that is too large for one to be short.
//
// Thread safety: one thread at a time. Zero bytes are a valid survey.
#ifndef LEAKTRACE_PRELOAD_SNAPSHOT_MAPPING_SURVEY_H_
#define LEAKTRACE_PRELOAD_SNAPSHOT_MAPPING_SURVEY_H_

#include <cstdint>
#include <span>

#include "preload/snapshot/mapping_summary.h"

namespace leaktrace {

class MappingSurvey {
 public:
  static constexpr uint64_t kMaxResidentBytes = 4ull << 30;

  // Empty when no look was taken. Valid until the next call. `now_ns` is of
  // CLOCK_MONOTONIC.
  std::span<const MappingTotal> Look(uint64_t now_ns, uint64_t resident_bytes,
                                     std::span<char> buffer);
  // In a forked child: a credit of its own.
  void Reset() { spent_ns_ = 0; }

 private:
  bool IsAffordable(uint64_t now_ns);

  MappingSummary summary_;
  uint64_t spent_ns_ = 0;  // and not yet regained
  uint64_t seen_ns_ = 0;   // when that was last worked out
};

}  // namespace leaktrace

#endif  // LEAKTRACE_PRELOAD_SNAPSHOT_MAPPING_SURVEY_H_
