#include "preload/tracking/cfi_program.h"

#include "preload/tracking/cfi_machine.h"

namespace leaktrace {
namespace {

using Saved = RegisterRule::Saved;

bool PackFramePointer(const RegisterRule& rule, UnwindRow* row) {
  switch (rule.saved) {
    case Saved::kSame:
    case Saved::kUndefined:
      return true;
    case Saved::kAtCfa:
      row->fp = FramePointerRule::kAtCfa;
      break;
    case Saved::kAtFramePointer:
      row->fp = FramePointerRule::kAtSelf;
      break;
    case Saved::kOther:
      return false;
  }
  row->fp_offset = static_cast<int16_t>(rule.offset);
  return row->fp_offset == rule.offset;
}

}  // namespace

UnwindRow RowAt(const CfiEntry& entry, uintptr_t pc) {
  if (entry.signal_frame) return {.cfa = CfaRule::kSignalFrame};
  CfiState state;
  if (!CfiMachine(entry, pc).Run(&state)) return {};
  if (state.return_address.saved == Saved::kUndefined) {
    return {.cfa = CfaRule::kOutermost};
  }
  if (state.return_address.saved != Saved::kAtCfa ||
      state.return_address.offset != -8) {
    return {};
  }
  UnwindRow row = {.cfa = state.cfa, .cfa_offset = state.cfa_offset};
  const bool is_known = state.cfa != CfaRule::kUnknown;
  return is_known && PackFramePointer(state.fp, &row) ? row : UnwindRow();
}

}  // namespace leaktrace
