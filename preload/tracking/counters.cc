#include "preload/tracking/counters.h"

namespace leaktrace {

const char* Counters::Name(Counter counter) {
  switch (counter) {
    case Counter::kLiveTableFull:
      return "live_table_full";
    case Counter::kStackTableFull:
      return "stack_table_full";
    case Counter::kWithoutStack:
      return "no_stack";
    case Counter::kReentered:
      return "reentered";
    case Counter::kBeforeStart:
      return "before_start";
    case Counter::kForeignAddress:
      return "foreign_address";
    case Counter::kSizeClipped:
      return "size_clipped";
    case Counter::kSnapshotFailed:
      return "snapshot_failed";
    case Counter::kSnapshotBytesLost:
      return "snapshot_bytes_over_cap";
    case Counter::kCount:
      break;
  }
  return "unknown";
}

}  // namespace leaktrace
