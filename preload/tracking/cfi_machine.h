// Runs a call frame program up to a program counter.
//
// Source: DWARF 5, 6.4.2 (instructions), plus GNU_args_size and
// GNU_negative_offset_extended. Contract: no heap; entry must outlive it.
#ifndef LEAKTRACE_PRELOAD_TRACKING_CFI_MACHINE_H_
#define LEAKTRACE_PRELOAD_TRACKING_CFI_MACHINE_H_

#include <cstdint>
#include <span>

#include "preload/tracking/cfi_entry.h"
#include "preload/tracking/cfi_reader.h"
#include "preload/tracking/cfi_state.h"

namespace leaktrace {

class CfiMachine {
 public:
  CfiMachine(const CfiEntry& entry, uintptr_t pc)
      : entry_(entry), target_(pc) {}

  // False: something in there is not understood.
  bool Run(CfiState* state);

 private:
  static constexpr int kMaxRemembered = 4;

  bool RunProgram(std::span<const uint8_t> program);
  bool Step(CfiReader* reader);
  bool StepLocation(uint8_t opcode, CfiReader* reader);
  bool SetCfaOffset(int64_t offset);
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
  CfiState state_;
  CfiState initial_;
  CfiState remembered_[kMaxRemembered];
  int depth_ = 0;
};

}  // namespace leaktrace

#endif  // LEAKTRACE_PRELOAD_TRACKING_CFI_MACHINE_H_
