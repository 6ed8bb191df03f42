// The name of an interned stack.
#ifndef LEAKTRACE_PRELOAD_TRACKING_STACK_ID_H_
#define LEAKTRACE_PRELOAD_TRACKING_STACK_ID_H_

#include <cstdint>

namespace leaktrace {

// Dense: 1 .. StackTable::size(). 22 bits, see LiveTable.
enum class StackId : uint32_t {};

inline constexpr StackId kNoStack{0};  // no stack could be captured
inline constexpr uint32_t kMaxStackId = (1u << 22) - 1;

}  // namespace leaktrace

#endif  // LEAKTRACE_PRELOAD_TRACKING_STACK_ID_H_
