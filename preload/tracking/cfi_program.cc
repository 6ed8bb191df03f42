#include "preload/tracking/cfi_program.h"

#include <span>

#include "preload/tracking/cfi_reader.h"

namespace leaktrace {
namespace {

enum : uint64_t { kRbp = 6, kRsp = 7, kReturnAddress = 16 };

enum Opcode : uint8_t {
  kAdvanceLoc = 0x40,  // low six bits: delta
  kOffset = 0x80,      // low six bits: register
  kRestore = 0xc0,     // low six bits: register
  kNop = 0x00,
  kSetLoc = 0x01,
  kAdvanceLoc1 = 0x02,
  kAdvanceLoc2 = 0x03,
  kAdvanceLoc4 = 0x04,
  kOffsetExtended = 0x05,
  kRestoreExtended = 0x06,
  kUndefined = 0x07,
  kSameValue = 0x08,
  kRegister = 0x09,
  kRememberState = 0x0a,
  kRestoreState = 0x0b,
  kDefCfa = 0x0c,
  kDefCfaRegister = 0x0d,
  kDefCfaOffset = 0x0e,
  kDefCfaExpression = 0x0f,
  kExpression = 0x10,
  kOffsetExtendedSf = 0x11,
  kDefCfaSf = 0x12,
  kDefCfaOffsetSf = 0x13,
  kValOffset = 0x14,
  kValOffsetSf = 0x15,
  kValExpression = 0x16,
  kGnuArgsSize = 0x2e,
  kGnuNegativeOffsetExtended = 0x2f,
};

enum class Saved : uint8_t { kSame, kAtCfa, kExpression, kUndefined, kOther };

struct RegisterRule {
  Saved saved = Saved::kSame;
  int64_t offset = 0;
  std::span<const uint8_t> expression = {};
};

struct State {
  uint64_t cfa_register = kRsp;
  int64_t cfa_offset = 0;
  std::span<const uint8_t> cfa_expression = {};
  RegisterRule fp;
  RegisterRule return_address;
};

constexpr int kMaxRemembered = 4;

class Machine {
 public:
  Machine(const CfiEntry& entry, uintptr_t pc) : entry_(entry), target_(pc) {}

  // False: something in there is not understood.
  bool Run(State* state);

 private:
  bool RunProgram(std::span<const uint8_t> program);
  bool Step(CfiReader* reader);
  bool StepLocation(uint8_t opcode, CfiReader* reader);
  bool StepCfa(uint8_t opcode, CfiReader* reader);
  bool StepRegister(uint8_t opcode, CfiReader* reader);
  bool StepState(uint8_t opcode, CfiReader* reader);
  void SetRule(uint64_t reg, RegisterRule rule);
  void Restore(uint64_t reg);
  static std::span<const uint8_t> Block(CfiReader* reader);

  const CfiEntry& entry_;
  const uintptr_t target_;
  uintptr_t location_ = 0;
  bool reached_ = false;
  State state_;
  State initial_;
  State remembered_[kMaxRemembered];
  int depth_ = 0;
};

std::span<const uint8_t> Machine::Block(CfiReader* reader) {
  const uint64_t size = reader->Uleb();
  const uint8_t* begin = reader->position();
  reader->Skip(size);
  if (!reader->ok()) return {};
  return {begin, size};
}

void Machine::SetRule(uint64_t reg, RegisterRule rule) {
  if (reg == kRbp) state_.fp = rule;
  if (reg == kReturnAddress) state_.return_address = rule;
}

void Machine::Restore(uint64_t reg) {
  if (reg == kRbp) state_.fp = initial_.fp;
  if (reg == kReturnAddress) state_.return_address = initial_.return_address;
}

bool Machine::StepLocation(uint8_t opcode, CfiReader* reader) {
  uintptr_t next = location_;
  switch (opcode) {
    case kSetLoc:
      return false;  // no compiler emits it for .eh_frame
    case kAdvanceLoc1:
      next += reader->Fixed<uint8_t>() * entry_.code_alignment;
      break;
    case kAdvanceLoc2:
      next += reader->Fixed<uint16_t>() * entry_.code_alignment;
      break;
    case kAdvanceLoc4:
      next += reader->Fixed<uint32_t>() * entry_.code_alignment;
      break;
    default:
      next += (opcode & 0x3f) * entry_.code_alignment;
  }
  reached_ = next > target_;
  location_ = next;
  return true;
}

bool Machine::StepCfa(uint8_t opcode, CfiReader* reader) {
  const bool has_register =
      opcode == kDefCfa || opcode == kDefCfaSf || opcode == kDefCfaRegister;
  if (opcode == kDefCfaExpression) {
    state_.cfa_expression = Block(reader);
    return !state_.cfa_expression.empty();
  }
  if (has_register) state_.cfa_register = reader->Uleb();
  if (opcode == kDefCfa || opcode == kDefCfaOffset) {
    state_.cfa_offset = static_cast<int64_t>(reader->Uleb());
  } else if (opcode != kDefCfaRegister) {
    state_.cfa_offset = reader->Sleb() * entry_.data_alignment;
  }
  if (has_register) state_.cfa_expression = {};
  return true;
}

bool Machine::StepRegister(uint8_t opcode, CfiReader* reader) {
  const uint64_t reg = reader->Uleb();
  const int64_t scale = entry_.data_alignment;
  switch (opcode) {
    case kOffsetExtended:
      SetRule(reg,
              {Saved::kAtCfa, static_cast<int64_t>(reader->Uleb()) * scale});
      return true;
    case kOffsetExtendedSf:
      SetRule(reg, {Saved::kAtCfa, reader->Sleb() * scale});
      return true;
    case kGnuNegativeOffsetExtended:
      SetRule(reg,
              {Saved::kAtCfa, -static_cast<int64_t>(reader->Uleb()) * scale});
      return true;
    case kRestoreExtended:
      Restore(reg);
      return true;
    case kUndefined:
      SetRule(reg, {Saved::kUndefined});
      return true;
    case kSameValue:
      SetRule(reg, {Saved::kSame});
      return true;
    case kExpression:
      SetRule(reg, {Saved::kExpression, 0, Block(reader)});
      return true;
    case kValExpression:
      Block(reader);
      SetRule(reg, {Saved::kOther});
      return true;
    default:  // kRegister, kValOffset, kValOffsetSf: one operand
      reader->Uleb();
      SetRule(reg, {Saved::kOther});
      return true;
  }
}

bool Machine::StepState(uint8_t opcode, CfiReader* reader) {
  if (opcode == kRememberState) {
    if (depth_ == kMaxRemembered) return false;
    remembered_[depth_++] = state_;
    return true;
  }
  if (opcode == kRestoreState) {
    if (depth_ == 0) return false;
    state_ = remembered_[--depth_];
    return true;
  }
  if (opcode == kGnuArgsSize) reader->Uleb();
  return opcode == kGnuArgsSize || opcode == kNop;
}

bool Machine::Step(CfiReader* reader) {
  const auto opcode = reader->Fixed<uint8_t>();
  const uint64_t low_register = opcode & 0x3f;
  switch (opcode & 0xc0) {
    case kAdvanceLoc:
      return StepLocation(opcode, reader);
    case kOffset:
      SetRule(low_register,
              {Saved::kAtCfa,
               static_cast<int64_t>(reader->Uleb()) * entry_.data_alignment});
      return true;
    case kRestore:
      Restore(low_register);
      return true;
    default:
      break;
  }
  if (opcode >= kSetLoc && opcode <= kAdvanceLoc4) {
    return StepLocation(opcode, reader);
  }
  if ((opcode >= kDefCfa && opcode <= kDefCfaExpression) ||
      opcode == kDefCfaSf || opcode == kDefCfaOffsetSf) {
    return StepCfa(opcode, reader);
  }
  if ((opcode >= kOffsetExtended && opcode <= kRegister) ||
      (opcode >= kExpression && opcode <= kValExpression) ||
      opcode == kGnuNegativeOffsetExtended) {
    return StepRegister(opcode, reader);
  }
  return StepState(opcode, reader);
}

bool Machine::RunProgram(std::span<const uint8_t> program) {
  CfiReader reader(program.data(), program.data() + program.size());
  while (!reached_ && !reader.AtEnd()) {
    if (!Step(&reader)) return false;
  }
  return reader.ok();
}

bool Machine::Run(State* state) {
  location_ = entry_.function_begin;
  if (!RunProgram(entry_.initial_program)) return false;
  initial_ = state_;
  reached_ = false;
  location_ = entry_.function_begin;
  if (!RunProgram(entry_.program)) return false;
  *state = state_;
  return true;
}

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

bool PackCfa(const State& state, UnwindRow* row) {
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
  State state;
  if (!Machine(entry, pc).Run(&state)) return {};
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
