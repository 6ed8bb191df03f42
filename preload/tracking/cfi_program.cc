#include "preload/tracking/cfi_program.h"

#include <cstring>
#include <span>

#include "preload/tracking/cfi_machine.h"
#include "preload/tracking/cfi_reader.h"

namespace leaktrace {
namespace {

using Saved = RegisterRule::Saved;

constexpr uint8_t kBregRbp = 0x76;
constexpr uint8_t kDeref = 0x06;

// breg6 <offset> [deref]; false for any other expression.
bool IsFramePointerBased(std::span<const uint8_t> expression, bool with_deref,
                         int64_t* offset) {
  CfiReader reader(expression.data(), expression.data() + expression.size());
  if (reader.Fixed<uint8_t>() != kBregRbp) return false;
  *offset = reader.Sleb();
  if (with_deref && reader.Fixed<uint8_t>() != kDeref) return false;
  return reader.ok() && reader.AtEnd();
}

// The lazy binding stubs: rsp + 8 + ((rip & 15) >= N) << 3, written by ld as
// breg7 8, breg16 0, lit15, and, litN, ge, lit3, shl, plus.
bool IsPltEntry(std::span<const uint8_t> expression, int32_t* threshold) {
  constexpr uint8_t kHead[] = {0x77, 0x08, 0x80, 0x00, 0x3f, 0x1a};
  constexpr uint8_t kTail[] = {0x2a, 0x33, 0x24, 0x22};
  constexpr uint8_t kLit0 = 0x30;
  if (expression.size() != sizeof(kHead) + 1 + sizeof(kTail)) return false;
  if (memcmp(expression.data(), kHead, sizeof(kHead)) != 0) return false;
  if (memcmp(expression.data() + sizeof(kHead) + 1, kTail, sizeof(kTail)) !=
      0) {
    return false;
  }
  *threshold = expression[sizeof(kHead)] - kLit0;
  return *threshold >= 0 && *threshold < 16;
}

bool PackCfa(const CfiState& state, UnwindRow* row) {
  int64_t offset = state.cfa_offset;
  if (IsPltEntry(state.cfa_expression, &row->cfa_offset)) {
    row->cfa = CfaRule::kPltEntry;
    return true;
  }
  if (!state.cfa_expression.empty()) {
    if (!IsFramePointerBased(state.cfa_expression, true, &offset)) return false;
    row->cfa = CfaRule::kFramePointerLoad;
  } else if (state.cfa_register == kRsp) {
    row->cfa = CfaRule::kStackPointer;
  } else if (state.cfa_register == kRbp) {
    row->cfa = CfaRule::kFramePointer;
  } else {
    return false;
  }
  row->cfa_offset = static_cast<int32_t>(offset);
  return row->cfa_offset == offset;
}

bool PackFramePointer(const RegisterRule& rule, UnwindRow* row) {
  int64_t offset = rule.offset;
  switch (rule.saved) {
    case Saved::kSame:
    case Saved::kUndefined:
      return true;
    case Saved::kAtCfa:
      row->fp = FramePointerRule::kAtCfa;
      break;
    case Saved::kExpression:
      if (!IsFramePointerBased(rule.expression, false, &offset)) return false;
      row->fp = FramePointerRule::kAtSelf;
      break;
    case Saved::kOther:
      return false;
  }
  row->fp_offset = static_cast<int16_t>(offset);
  return row->fp_offset == offset;
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
  UnwindRow row;
  if (!PackCfa(state, &row) || !PackFramePointer(state.fp, &row)) return {};
  return row;
}

}  // namespace leaktrace
