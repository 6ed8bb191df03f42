// What a call frame program says at one program counter: where the canonical
// frame address is, and where rbp and the return address were saved; as far as
// an UnwindRow can tell it. Small, for several are kept on the stack of a hook.
//
// Source: DWARF 5, 6.4.1 (register rules); other registers are not followed.
#ifndef LEAKTRACE_PRELOAD_TRACKING_CFI_STATE_H_
#define LEAKTRACE_PRELOAD_TRACKING_CFI_STATE_H_

#include <cstdint>

#include "preload/tracking/unwind_row.h"

namespace leaktrace {

// DWARF numbers of x86-64, psABI figure 3.36.
enum CfiRegister : uint64_t { kRbp = 6, kRsp = 7, kReturnAddress = 16 };

struct RegisterRule {
  enum class Saved : uint8_t {
    kSame,
    kAtCfa,           // at CFA + offset
    kAtFramePointer,  // at rbp + offset
    kUndefined,
    kOther,
  };
  Saved saved = Saved::kSame;
  int32_t offset = 0;  // bytes
};

struct CfiState {
  CfaRule cfa = CfaRule::kStackPointer;
  int32_t cfa_offset = 0;  // as in UnwindRow
  RegisterRule fp;
  RegisterRule return_address;
};
static_assert(sizeof(CfiState) == 24);

}  // namespace leaktrace

#endif  // LEAKTRACE_PRELOAD_TRACKING_CFI_STATE_H_
