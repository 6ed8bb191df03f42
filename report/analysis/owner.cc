// Two passes at most: the first unskipped frame, then a name for it.
#include "report/analysis/owner.h"

#include <cstddef>
#include <optional>
#include <span>

namespace leaktrace::report {
namespace {

std::optional<size_t> FirstUnskipped(std::span<const Frame* const> stack) {
  for (size_t i = 0; i < stack.size(); ++i) {
    if (!stack[i]->skipped()) return i;
  }
  return std::nullopt;
}

std::optional<size_t> FirstOfClass(std::span<const Frame* const> stack,
                                   FrameClass frame_class) {
  for (size_t i = 0; i < stack.size(); ++i) {
    const FrameRule* rule = stack[i]->rule;
    if (rule != nullptr && rule->frame_class == frame_class) return i;
  }
  return std::nullopt;
}

// The next named frame outwards in the module of the nameless frame `at`.
size_t NameFromCaller(std::span<const Frame* const> stack, size_t at) {
  for (size_t i = at; i < stack.size(); ++i) {
    if (stack[i]->module != stack[at]->module) break;
    if (stack[i]->named && !stack[i]->skipped()) return i;
  }
  return at;
}

}  // namespace

size_t FindOwner(std::span<const Frame* const> stack) {
  if (const std::optional<size_t> first = FirstUnskipped(stack)) {
    return stack[*first]->named ? *first : NameFromCaller(stack, *first);
  }
  if (const auto library = FirstOfClass(stack, FrameClass::kLibrary)) {
    return *library;
  }
  return FirstOfClass(stack, FrameClass::kRuntime).value_or(0);
}

}  // namespace leaktrace::report
