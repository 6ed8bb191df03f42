#include "preload/tracking/cfi_expression.h"

#include <cstring>

#include "preload/tracking/cfi_reader.h"

namespace leaktrace {
namespace {

constexpr uint8_t kBregRbp = 0x76;
constexpr uint8_t kDeref = 0x06;

// breg6 <offset> [deref]; false for any other expression.
bool IsFramePointerBased(std::span<const uint8_t> expression, bool with_deref,
                         int32_t* offset) {
  CfiReader reader(expression.data(), expression.data() + expression.size());
  if (reader.Fixed<uint8_t>() != kBregRbp) return false;
  const int64_t wide = reader.Sleb();
  if (with_deref && reader.Fixed<uint8_t>() != kDeref) return false;
  *offset = static_cast<int32_t>(wide);
  return reader.ok() && reader.AtEnd() && *offset == wide;
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

}  // namespace

CfaPlace CfaOfExpression(std::span<const uint8_t> expression) {
  CfaPlace place;
  if (IsPltEntry(expression, &place.offset)) {
    place.rule = CfaRule::kPltEntry;
  } else if (IsFramePointerBased(expression, true, &place.offset)) {
    place.rule = CfaRule::kFramePointerLoad;
  }
  return place;
}

RegisterRule RuleOfExpression(std::span<const uint8_t> expression) {
  int32_t offset = 0;
  if (!IsFramePointerBased(expression, false, &offset)) {
    return {RegisterRule::Saved::kOther};
  }
  return {RegisterRule::Saved::kAtFramePointer, offset};
}

}  // namespace leaktrace
