// The unwind row of a program counter, wherever it has to come from.
//
// Contract: lock-free, async-signal-safe, errno untouched.
#ifndef LEAKTRACE_PRELOAD_TRACKING_UNWIND_ROWS_H_
#define LEAKTRACE_PRELOAD_TRACKING_UNWIND_ROWS_H_

#include <cstdint>

#include "preload/tracking/unwind_row.h"
#include "preload/tracking/unwind_row_cache.h"

namespace leaktrace {

extern constinit UnwindRowCache g_unwind_rows;

// From the module's .eh_frame into the cache.
UnwindRow LookUpRow(uintptr_t pc, uint32_t unload_epoch);

inline UnwindRow RowOf(uintptr_t pc, uint32_t unload_epoch) {
  UnwindRow row;
  if (g_unwind_rows.Find(pc, unload_epoch, &row)) return row;
  return LookUpRow(pc, unload_epoch);
}

}  // namespace leaktrace

#endif  // LEAKTRACE_PRELOAD_TRACKING_UNWIND_ROWS_H_
