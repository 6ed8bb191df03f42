// The first unskipped frame, then a name for it, then the library between.
#include "report/analysis/owner.h"

#include "absl/strings/str_cat.h"

namespace leaktrace::report {
namespace {

using Stack = std::span<const Frame* const>;

std::optional<size_t> FirstUnskipped(Stack stack) {
  for (size_t i = 0; i < stack.size(); ++i) {
    if (!stack[i]->skipped()) return i;
  }
  return std::nullopt;
}

bool IsOfClass(const Frame& frame, FrameClass frame_class) {
  return frame.rule != nullptr && frame.rule->frame_class == frame_class;
}

// A container says less than the library that uses it.
bool IsContainer(const Frame& frame) {
  return frame.function.starts_with("std::");
}

std::optional<size_t> FirstOfClass(Stack stack, FrameClass frame_class) {
  std::optional<size_t> container;
  std::optional<size_t> nameless;
  for (size_t i = 0; i < stack.size(); ++i) {
    if (!IsOfClass(*stack[i], frame_class)) continue;
    if (stack[i]->named && !IsContainer(*stack[i])) return i;
    std::optional<size_t>& worse = stack[i]->named ? container : nameless;
    if (!worse) worse = i;
  }
  return container ? container : nameless;
}

// The next named frame outwards in the module of the nameless frame `at`.
std::optional<size_t> NameFromCaller(Stack stack, size_t at) {
  for (size_t i = at; i < stack.size(); ++i) {
    if (stack[i]->module != stack[at]->module) break;
    if (stack[i]->named && !stack[i]->skipped()) return i;
  }
  return std::nullopt;
}

// The named library function that the nameless frame `at` calls, if need be
// through the run-time; of compiled code, the first run-time function.
std::optional<size_t> NameFromLibrary(Stack stack, size_t at) {
  for (size_t i = at; i-- > 0;) {
    const Frame& callee = *stack[i];
    const bool is_library = IsOfClass(callee, FrameClass::kLibrary);
    if (is_library && callee.named) return i;
    if (!is_library && !IsOfClass(callee, FrameClass::kRuntime)) break;
  }
  if (stack[at]->module != "[jit]") return std::nullopt;
  return FirstOfClass(stack.first(at), FrameClass::kRuntime);
}

// The outermost frame below `owner` in a library that is skipped as a whole.
std::optional<size_t> LibraryBelow(Stack stack, size_t owner) {
  for (size_t i = owner; i-- > 0;) {
    const Frame& frame = *stack[i];
    if (IsOfClass(frame, FrameClass::kLibrary) &&
        frame.rule->kind == RuleKind::kModule &&
        frame.module != stack[owner]->module) {
      return i;
    }
  }
  return std::nullopt;
}

OwnerChoice NameChoice(Stack stack, size_t first) {
  if (stack[first]->named) return {first, OwnerReason::kFirstUnskipped, {}};
  if (const auto caller = NameFromCaller(stack, first)) {
    return {*caller, OwnerReason::kNamedByCaller, {}};
  }
  if (const auto callee = NameFromLibrary(stack, first)) {
    return {*callee, OwnerReason::kLibraryInterface, {}};
  }
  return {first, OwnerReason::kNameless, {}};
}

}  // namespace

OwnerChoice FindOwner(std::span<const Frame* const> stack) {
  if (const std::optional<size_t> first = FirstUnskipped(stack)) {
    OwnerChoice choice = NameChoice(stack, *first);
    choice.library = LibraryBelow(stack, choice.frame);
    return choice;
  }
  if (const auto library = FirstOfClass(stack, FrameClass::kLibrary)) {
    return {*library, OwnerReason::kOnlyLibrary, {}};
  }
  if (const auto runtime = FirstOfClass(stack, FrameClass::kRuntime)) {
    return {*runtime, OwnerReason::kOnlyRuntime, {}};
  }
  return {0, OwnerReason::kOnlyAllocator, {}};
}

std::string OwnerName(std::span<const Frame* const> stack,
                      const OwnerChoice& choice) {
  const std::string& function = stack[choice.frame]->function;
  if (!choice.library) return function;
  return absl::StrCat(function, " (via ",
                      LibraryName(stack[*choice.library]->module), ")");
}

std::string_view ReasonText(OwnerReason reason) {
  switch (reason) {
    case OwnerReason::kFirstUnskipped:
      return "the first frame that no rule skips";
    case OwnerReason::kNamedByCaller:
      return "the first frame that no rule skips has no name; this is the next "
             "one with a name in the same module";
    case OwnerReason::kLibraryInterface:
      return "the first frame that no rule skips has no name, nor has its "
             "module; this is the library function that it calls";
    case OwnerReason::kNameless:
      return "the first frame that no rule skips; it has no name";
    case OwnerReason::kOnlyLibrary:
      return "every frame is skipped; this is the first one of a library";
    case OwnerReason::kOnlyRuntime:
      return "every frame is skipped; this is the first one of the run-time";
    case OwnerReason::kOnlyAllocator:
      return "every frame is an allocator's; this is the allocation itself";
  }
  return "";
}

std::string LibraryName(std::string_view module) {
  return std::string(module.substr(0, module.find(".so")));
}

}  // namespace leaktrace::report
