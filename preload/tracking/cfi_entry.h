// The frame description entry (FDE) of a program counter, with what it needs of
// its common information entry (CIE).
//
// Source: LSB core, "Exception Frames" (.eh_frame, .eh_frame_hdr); DWARF 5,
// 6.4. Supported: what GNU ld, gold, lld and mold write for x86-64 (a sorted
// table of 4-byte offsets relative to the header).
#ifndef LEAKTRACE_PRELOAD_TRACKING_CFI_ENTRY_H_
#define LEAKTRACE_PRELOAD_TRACKING_CFI_ENTRY_H_

#include <cstdint>
#include <span>

#include "preload/tracking/loaded_module.h"

namespace leaktrace {

struct CfiEntry {
  uintptr_t function_begin = 0;
  uint64_t code_alignment = 1;
  int64_t data_alignment = 1;
  bool signal_frame = false;
  std::span<const uint8_t> initial_program;
  std::span<const uint8_t> program;
};

// False if `module` has no entry for `pc`, or one in a form not supported.
bool FindCfiEntry(const LoadedModule& module, uintptr_t pc, CfiEntry* entry);

}  // namespace leaktrace

#endif  // LEAKTRACE_PRELOAD_TRACKING_CFI_ENTRY_H_
