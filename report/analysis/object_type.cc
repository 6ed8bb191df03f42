// Works on normalised names, from the allocation outwards: the first frame
// that says a type is the nearest to the truth.
#include "report/analysis/object_type.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "report/analysis/sample_labels.h"

namespace leaktrace::report {
namespace {

// Functions that allocate a T, up to their '<'.
constexpr std::array<std::string_view, 9> kMakers = {
    "std::make_unique<",
    "std::make_shared<",
    "std::allocate_shared<",
    "std::make_unique_for_overwrite<",
    "std::make_shared_for_overwrite<",
    "absl::make_unique<",
    "boost::make_shared<",
    "boost::make_unique<",
    "folly::make_unique<"};

constexpr std::array<std::string_view, 5> kAllocators = {
    "std::allocator<", "std::__new_allocator<", "__gnu_cxx::new_allocator<",
    "std::allocator_traits<std::allocator<", "std::__allocate_at_least<"};

// What containers and shared pointers put around the T they allocate.
constexpr std::array<std::string_view, 8> kNodes = {
    "std::_Rb_tree_node<",
    "std::__detail::_Hash_node<",
    "std::_List_node<",
    "std::_Fwd_list_node<",
    "std::_Sp_counted_ptr_inplace<",
    "std::__tree_node<",
    "std::__hash_node<",
    "std::__list_node<"};

// Containers whose allocator hands out arrays.
constexpr std::array<std::string_view, 6> kArrays = {
    "std::vector<",       "std::_Vector_base<", "std::string",
    "std::basic_string<", "std::deque<",        "std::_Deque_base<"};

// Containers whose own buckets are no objects of anybody.
constexpr std::array<std::string_view, 2> kBuckets = {
    "std::__detail::_Hash_node_base*", "std::__hash_node_base"};

// Modules of Rust's standard library with a `new<T>`.
constexpr std::array<std::string_view, 3> kRustBoxes = {
    "alloc::boxed::", "alloc::sync::", "alloc::rc::"};

template <size_t N>
std::string_view PrefixOf(std::string_view text,
                          const std::array<std::string_view, N>& prefixes) {
  for (const std::string_view prefix : prefixes) {
    if (text.starts_with(prefix)) return prefix;
  }
  return {};
}

// The first template argument, of what is behind the '<'.
std::string_view FirstArgument(std::string_view arguments) {
  int depth = 0;
  for (size_t i = 0; i < arguments.size(); ++i) {
    const char c = arguments[i];
    if (depth == 0 && (c == ',' || c == '>')) return arguments.substr(0, i);
    if (c == '<' || c == '(' || c == '[' || c == '{') ++depth;
    if (c == '>' || c == ')' || c == ']' || c == '}') --depth;
  }
  return {};
}

// A name that is still a parameter ("T") says nothing.
bool IsType(std::string_view name) {
  return name.size() > 1 && name != "void" && PrefixOf(name, kBuckets).empty();
}

std::string_view Unwrapped(std::string_view type) {
  const std::string_view node = PrefixOf(type, kNodes);
  return node.empty() ? type : FirstArgument(type.substr(node.size()));
}

bool IsInArrayContainer(std::span<const Frame* const> outwards) {
  constexpr size_t kNear = 8;
  const auto near = outwards.first(std::min(kNear, outwards.size()));
  return std::any_of(near.begin(), near.end(), [](const Frame* frame) {
    return !PrefixOf(frame->function, kArrays).empty();
  });
}

std::string AllocatorType(std::string_view function,
                          std::span<const Frame* const> outwards) {
  const std::string_view prefix = PrefixOf(function, kAllocators);
  if (prefix.empty() || function.find(">::allocate") == function.npos) {
    return "";
  }
  const std::string_view type = FirstArgument(function.substr(prefix.size()));
  const std::string_view inner = Unwrapped(type);
  if (!IsType(type) || !IsType(inner)) return "";
  const bool is_array = inner == type && IsInArrayContainer(outwards);
  return absl::StrCat(std::string(inner), is_array ? "[]" : "");
}

std::string MadeType(std::string_view function) {
  const std::string_view prefix = PrefixOf(function, kMakers);
  if (prefix.empty()) return "";
  const std::string_view type = FirstArgument(function.substr(prefix.size()));
  return IsType(type) ? std::string(type) : "";
}

// "Session" of "Session::operator new".
std::string ClassOfOperatorNew(std::string_view function) {
  constexpr std::string_view kOperator = "::operator new";
  if (!function.ends_with(kOperator)) return "";
  return std::string(function.substr(0, function.size() - kOperator.size()));
}

// "app::Session" of "alloc::boxed::{impl#0}::new<app::Session>".
std::string RustBoxedType(std::string_view function) {
  constexpr std::string_view kNew = "::new<";
  if (PrefixOf(function, kRustBoxes).empty()) return "";
  const size_t at = function.find(kNew);
  if (at == std::string_view::npos) return "";
  const std::string_view type =
      FirstArgument(function.substr(at + kNew.size()));
  return IsType(type) ? std::string(type) : "";
}

}  // namespace

std::string ObjectType(std::span<const Frame* const> stack, size_t owner) {
  for (size_t i = 0; i <= owner && i < stack.size(); ++i) {
    const std::string_view function = stack[i]->function;
    for (std::string type :
         {AllocatorType(function, stack.subspan(i)), MadeType(function),
          ClassOfOperatorNew(function), RustBoxedType(function)}) {
      if (!type.empty()) return type;
    }
  }
  return "";
}

std::string TypeOf(std::span<const Frame* const> stack, size_t owner,
                   const Sample& sample) {
  std::string type = LabelledType(sample);
  return type.empty() ? ObjectType(stack, owner) : type;
}

}  // namespace leaktrace::report
