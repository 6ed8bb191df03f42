// What a call frame program says of a program counter, packed into a row.
//
// Forms outside of UnwindRow give CfaRule::kUnknown, never a wrong row.
#ifndef LEAKTRACE_PRELOAD_TRACKING_CFI_PROGRAM_H_
#define LEAKTRACE_PRELOAD_TRACKING_CFI_PROGRAM_H_

#include <cstdint>

#include "preload/tracking/cfi_entry.h"
#include "preload/tracking/unwind_row.h"

namespace leaktrace {

UnwindRow RowAt(const CfiEntry& entry, uintptr_t pc);

}  // namespace leaktrace

#endif  // LEAKTRACE_PRELOAD_TRACKING_CFI_PROGRAM_H_
