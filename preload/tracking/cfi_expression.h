// The DWARF expressions that occur in call frame programs of x86-64 code,
// recognised by their bytes; nothing is evaluated.
#ifndef LEAKTRACE_PRELOAD_TRACKING_CFI_EXPRESSION_H_
#define LEAKTRACE_PRELOAD_TRACKING_CFI_EXPRESSION_H_

#include <cstdint>
#include <span>

#include "preload/tracking/cfi_state.h"
#include "preload/tracking/unwind_row.h"

namespace leaktrace {

struct CfaPlace {
  CfaRule rule = CfaRule::kUnknown;
  int32_t offset = 0;
};

// For DW_CFA_def_cfa_expression; kUnknown: any other one.
CfaPlace CfaOfExpression(std::span<const uint8_t> expression);

// For DW_CFA_expression; kOther: any other one.
RegisterRule RuleOfExpression(std::span<const uint8_t> expression);

}  // namespace leaktrace

#endif  // LEAKTRACE_PRELOAD_TRACKING_CFI_EXPRESSION_H_
