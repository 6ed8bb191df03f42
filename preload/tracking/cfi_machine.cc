#include "preload/tracking/cfi_machine.h"

#include "preload/tracking/cfi_expression.h"

namespace leaktrace {
namespace {

using Saved = RegisterRule::Saved;

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

CfaRule CfaOfRegister(uint64_t reg) {
  if (reg == kRsp) return CfaRule::kStackPointer;
  return reg == kRbp ? CfaRule::kFramePointer : CfaRule::kUnknown;
}

RegisterRule AtCfa(int64_t offset) {
  const auto narrow = static_cast<int32_t>(offset);
  if (narrow != offset) return {Saved::kOther};
  return {Saved::kAtCfa, narrow};
}

}  // namespace

std::span<const uint8_t> CfiMachine::Block(CfiReader* reader) {
  const uint64_t size = reader->Uleb();
  const uint8_t* begin = reader->position();
  reader->Skip(size);
  if (!reader->ok()) return {};
  return {begin, size};
}

void CfiMachine::SetRule(uint64_t reg, RegisterRule rule) {
  if (reg == kRbp) state_.fp = rule;
  if (reg == kReturnAddress) state_.return_address = rule;
}

void CfiMachine::Restore(uint64_t reg) {
  if (reg == kRbp) state_.fp = initial_.fp;
  if (reg == kReturnAddress) state_.return_address = initial_.return_address;
}

bool CfiMachine::StepLocation(uint8_t opcode, CfiReader* reader) {
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

// False: an offset to what is no register, or a huge one.
bool CfiMachine::SetCfaOffset(int64_t offset) {
  state_.cfa_offset = static_cast<int32_t>(offset);
  return state_.cfa_offset == offset &&
         state_.cfa != CfaRule::kFramePointerLoad &&
         state_.cfa != CfaRule::kPltEntry;
}

bool CfiMachine::StepCfa(uint8_t opcode, CfiReader* reader) {
  if (opcode == kDefCfaExpression) {
    const CfaPlace place = CfaOfExpression(Block(reader));
    state_.cfa = place.rule;
    state_.cfa_offset = place.offset;
    return reader->ok();
  }
  if (opcode == kDefCfa || opcode == kDefCfaSf || opcode == kDefCfaRegister) {
    state_.cfa = CfaOfRegister(reader->Uleb());
  }
  if (opcode == kDefCfaRegister) return true;
  return SetCfaOffset(opcode == kDefCfa || opcode == kDefCfaOffset
                          ? static_cast<int64_t>(reader->Uleb())
                          : reader->Sleb() * entry_.data_alignment);
}

bool CfiMachine::StepRegister(uint8_t opcode, CfiReader* reader) {
  const uint64_t reg = reader->Uleb();
  const int64_t scale = entry_.data_alignment;
  switch (opcode) {
    case kOffsetExtended:
      SetRule(reg, AtCfa(static_cast<int64_t>(reader->Uleb()) * scale));
      return true;
    case kOffsetExtendedSf:
      SetRule(reg, AtCfa(reader->Sleb() * scale));
      return true;
    case kGnuNegativeOffsetExtended:
      SetRule(reg, AtCfa(-static_cast<int64_t>(reader->Uleb()) * scale));
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
      SetRule(reg, RuleOfExpression(Block(reader)));
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

bool CfiMachine::StepState(uint8_t opcode, CfiReader* reader) {
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

bool CfiMachine::Step(CfiReader* reader) {
  const auto opcode = reader->Fixed<uint8_t>();
  const uint64_t low_register = opcode & 0x3f;
  switch (opcode & 0xc0) {
    case kAdvanceLoc:
      return StepLocation(opcode, reader);
    case kOffset:
      SetRule(low_register, AtCfa(static_cast<int64_t>(reader->Uleb()) *
                                  entry_.data_alignment));
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

bool CfiMachine::RunProgram(std::span<const uint8_t> program) {
  CfiReader reader(program.data(), program.data() + program.size());
  while (!reached_ && !reader.AtEnd()) {
    if (!Step(&reader)) return false;
  }
  return reader.ok();
}

bool CfiMachine::Run(CfiState* state) {
  location_ = entry_.function_begin;
  if (!RunProgram(entry_.initial_program)) return false;
  initial_ = state_;
  reached_ = false;
  location_ = entry_.function_begin;
  if (!RunProgram(entry_.program)) return false;
  *state = state_;
  return true;
}

}  // namespace leaktrace
