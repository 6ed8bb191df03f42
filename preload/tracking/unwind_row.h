// How to get from one frame to its caller, in 64 bits.
//
// A row holds for one program counter. Only what x86-64 code needs to walk
// outwards is kept: the canonical frame address (CFA), which is the stack
// pointer in the caller, and where the caller's rbp was saved. The return
// address is always at CFA - 8.
#ifndef LEAKTRACE_PRELOAD_TRACKING_UNWIND_ROW_H_
#define LEAKTRACE_PRELOAD_TRACKING_UNWIND_ROW_H_

#include <cstdint>

namespace leaktrace {

enum class CfaRule : uint8_t {
  kUnknown,           // no unwind information, or a form not supported
  kStackPointer,      // rsp + offset
  kFramePointer,      // rbp + offset
  kFramePointerLoad,  // *(rbp + offset): functions that realign their stack
  kPltEntry,          // rsp + 8 + ((rip & 15) >= offset ? 8 : 0)
  kSignalFrame,       // registers are in the ucontext at rsp
  kOutermost,         // the return address is undefined: end of the stack
};

enum class FramePointerRule : uint8_t {
  kSame,    // caller's rbp is in rbp
  kAtCfa,   // saved at CFA + offset
  kAtSelf,  // saved at rbp + offset
};

struct UnwindRow {
  CfaRule cfa = CfaRule::kUnknown;
  FramePointerRule fp = FramePointerRule::kSame;
  int16_t fp_offset = 0;
  int32_t cfa_offset = 0;

  bool operator==(const UnwindRow&) const = default;
};
static_assert(sizeof(UnwindRow) == 8);

}  // namespace leaktrace

#endif  // LEAKTRACE_PRELOAD_TRACKING_UNWIND_ROW_H_
