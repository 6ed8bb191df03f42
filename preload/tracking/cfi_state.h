// What a call frame program says at one program counter: where the canonical
// frame address is, and where rbp and the return address were saved.
//
// Source: DWARF 5, 6.4.1 (register rules); other registers are not followed.
#ifndef LEAKTRACE_PRELOAD_TRACKING_CFI_STATE_H_
#define LEAKTRACE_PRELOAD_TRACKING_CFI_STATE_H_

#include <cstdint>
#include <span>

namespace leaktrace {

// DWARF numbers of x86-64, psABI figure 3.36.
enum CfiRegister : uint64_t { kRbp = 6, kRsp = 7, kReturnAddress = 16 };

struct RegisterRule {
  enum class Saved : uint8_t { kSame, kAtCfa, kExpression, kUndefined, kOther };
  Saved saved = Saved::kSame;
  int64_t offset = 0;  // from the CFA, in bytes
  std::span<const uint8_t> expression = {};
};

struct CfiState {
  uint64_t cfa_register = kRsp;
  int64_t cfa_offset = 0;  // bytes
  std::span<const uint8_t> cfa_expression = {};
  RegisterRule fp;
  RegisterRule return_address;
};

}  // namespace leaktrace

#endif  // LEAKTRACE_PRELOAD_TRACKING_CFI_STATE_H_
