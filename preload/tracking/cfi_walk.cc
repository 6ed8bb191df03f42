#include "preload/tracking/cfi_walk.h"

#include "preload/tracking/unwind_rows.h"

namespace leaktrace {
namespace {

// Offsets in the ucontext that the kernel leaves at rsp for a signal handler
// (struct ucontext: 40 bytes, then r8-r15 and the others, see sys/ucontext.h).
constexpr uintptr_t kUcontextRbp = 40 + 10 * 8;
constexpr uintptr_t kUcontextRsp = 40 + 15 * 8;
constexpr uintptr_t kUcontextRip = 40 + 16 * 8;

}  // namespace

bool CfiWalk::FramePointer(uintptr_t* fp) {
  if (fp_slot_ != 0) {
    if (!stack_.Read(fp_slot_, &fp_)) return false;
    fp_slot_ = 0;
  }
  used_fp_ = true;
  used_fp_value_ = fp_;
  *fp = fp_;
  return true;
}

bool CfiWalk::Cfa(const UnwindRow& row, uintptr_t* cfa) {
  const intptr_t offset = row.cfa_offset;
  uintptr_t fp = 0;
  switch (row.cfa) {
    case CfaRule::kStackPointer:
      *cfa = sp_ + offset;
      return true;
    case CfaRule::kFramePointer:
      if (!FramePointer(&fp)) return false;
      *cfa = fp + offset;
      return true;
    case CfaRule::kFramePointerLoad:
      if (!FramePointer(&fp)) return false;
      loaded_cfa_slot_ = fp + offset;
      return stack_.Read(loaded_cfa_slot_, cfa);
    case CfaRule::kPltEntry:
      *cfa = sp_ + 8 + ((pc_ & 15) >= static_cast<uintptr_t>(offset) ? 8 : 0);
      return true;
    default:
      return false;
  }
}

bool CfiWalk::CallerFramePointerSlot(const UnwindRow& row, uintptr_t cfa,
                                     uintptr_t* slot) {
  uintptr_t fp = 0;
  switch (row.fp) {
    case FramePointerRule::kSame:
      *slot = 0;
      return true;
    case FramePointerRule::kAtCfa:
      *slot = cfa + row.fp_offset;
      return true;
    case FramePointerRule::kAtSelf:
      *slot = row.fp_offset;
      if (!FramePointer(&fp)) return false;
      *slot += fp;
      return true;
  }
  return false;
}

CfiWalk::Step CfiWalk::AdvanceBySignalFrame() {
  CallSite interrupted;
  const uintptr_t context = sp_;
  repeatable_ = false;
  if (!stack_.Read(context + kUcontextRip, &interrupted.pc) ||
      !stack_.Read(context + kUcontextRsp, &interrupted.sp) ||
      !stack_.Read(context + kUcontextRbp, &interrupted.fp)) {
    return Step::kLost;
  }
  // The handler may have run on an alternate stack.
  stack_ = StackReader(thread_, interrupted.sp);
  pc_ = interrupted.pc;
  sp_ = interrupted.sp;
  fp_ = interrupted.fp;
  fp_slot_ = 0;
  pc_is_exact_ = true;
  return Step::kNext;
}

CfiWalk::Step CfiWalk::AdvanceByFramePointer() {
  uintptr_t fp = 0;
  uintptr_t caller_pc = 0;
  uintptr_t caller_fp = 0;
  if (!FramePointer(&fp) || fp < sp_ || !stack_.Read(fp, &caller_fp) ||
      !stack_.Read(fp + sizeof(fp), &caller_pc) || caller_fp < fp) {
    return Step::kLost;
  }
  saved_fp_slot_ = fp;
  pc_ = caller_pc;
  sp_ = fp + 2 * sizeof(fp);
  fp_ = caller_fp;
  fp_slot_ = 0;
  pc_is_exact_ = false;
  guessed_ = true;
  return Step::kNext;
}

CfiWalk::Step CfiWalk::Advance() {
  used_fp_ = false;
  saved_fp_slot_ = 0;
  loaded_cfa_slot_ = 0;
  // A call may be the last instruction of its function.
  const UnwindRow row = RowOf(pc_is_exact_ ? pc_ : pc_ - 1, unload_epoch_);
  if (row.cfa == CfaRule::kUnknown) return AdvanceByFramePointer();
  guessed_ = false;
  if (row.cfa == CfaRule::kOutermost) return Step::kOutermost;
  if (row.cfa == CfaRule::kSignalFrame) return AdvanceBySignalFrame();
  uintptr_t cfa = 0;
  uintptr_t slot = 0;
  uintptr_t caller_pc = 0;
  if (!Cfa(row, &cfa) || cfa <= sp_ ||
      !stack_.Read(cfa - sizeof(cfa), &caller_pc) ||
      !CallerFramePointerSlot(row, cfa, &slot)) {
    return Step::kLost;
  }
  if (slot != 0) fp_slot_ = saved_fp_slot_ = slot;
  pc_ = caller_pc;
  sp_ = cfa;
  pc_is_exact_ = false;
  return Step::kNext;
}

}  // namespace leaktrace
