// Names by linkage name, else by the path of scopes from the unit downwards.
#include "symbolizer/function_names.h"

#include <dwarf.h>

#include <string_view>
#include <utility>

#include "symbolizer/demangle.h"
#include "symbolizer/die_walk.h"

namespace leaktrace::symbolizer {
namespace {

// concrete -> abstract -> specification needs 3.
constexpr int kMaxReferences = 16;

const char* OwnString(Dwarf_Die* die, unsigned int attribute) {
  Dwarf_Attribute value;
  if (dwarf_attr(die, attribute, &value) == nullptr) return nullptr;
  return dwarf_formstring(&value);
}

const char* OwnLinkageName(Dwarf_Die* die) {
  const char* name = OwnString(die, DW_AT_linkage_name);
  return name != nullptr ? name : OwnString(die, DW_AT_MIPS_linkage_name);
}

bool FollowReference(Dwarf_Die* die) {
  for (const unsigned int attribute :
       {DW_AT_abstract_origin, DW_AT_specification}) {
    Dwarf_Attribute value;
    Dwarf_Die target;
    if (dwarf_attr(die, attribute, &value) != nullptr &&
        dwarf_formref_die(&value, &target) != nullptr) {
      *die = target;
      return true;
    }
  }
  return false;
}

// The first DIE of the chain of references that has a linkage name, else its
// end, which is the declaration inside its scopes.
Dwarf_Die NamingDie(Dwarf_Die die) {
  for (int i = 0; i < kMaxReferences; ++i) {
    if (OwnLinkageName(&die) != nullptr || !FollowReference(&die)) break;
  }
  return die;
}

// A class without a name around `operator()` is the closure of a lambda.
std::string ScopeName(Dwarf_Die* scope, std::string_view function) {
  const char* name = dwarf_diename(scope);
  switch (dwarf_tag(scope)) {
    case DW_TAG_namespace:
      return name != nullptr ? name : "(anonymous namespace)";
    case DW_TAG_class_type:
    case DW_TAG_structure_type:
    case DW_TAG_union_type:
      if (name != nullptr) return name;
      return function == "operator()" ? "{lambda}" : "(anonymous class)";
    case DW_TAG_module:
    case DW_TAG_subprogram:
      return name != nullptr ? name : "";
    default:  // a block has no name of its own
      return "";
  }
}

// The child of `parent` that is, or contains, the DIE at `position`.
bool ChildAround(const void* position, Dwarf_Die* parent, Dwarf_Die* child) {
  DieCursor cursor;
  Dwarf_Die die;
  bool found = false;
  if (!cursor.Child(parent, &die)) return false;
  do {
    if (die.addr > position) break;
    *child = die;
    found = true;
  } while (cursor.Sibling(&die));
  return found;
}

std::string QualifiedName(Dwarf_Die die, const char* name) {
  std::string result;
  Dwarf_Die scope;
  if (dwarf_diecu(&die, &scope, nullptr, nullptr) == nullptr) return name;
  for (int depth = 0; depth < kMaxDieDepth; ++depth) {
    Dwarf_Die child;
    if (!ChildAround(die.addr, &scope, &child)) return name;
    if (child.addr == die.addr) return result + name;
    const std::string part = ScopeName(&child, name);
    if (!part.empty()) result += part + "::";
    scope = child;
  }
  return name;
}

// A linkage name that is not mangled is an alias made by the assembler, such as
// "__GI___fopen": the name that the source has says more.
FunctionName NameOf(Dwarf_Die die) {
  const char* linkage_name = OwnLinkageName(&die);
  const char* name = dwarf_diename(&die);
  if (linkage_name != nullptr) {
    std::string demangled = Demangle(linkage_name);
    if (name == nullptr || demangled != linkage_name) {
      return {std::move(demangled), linkage_name};
    }
  }
  if (name == nullptr) return {};
  return {QualifiedName(die, name),
          linkage_name != nullptr ? linkage_name : name};
}

}  // namespace

const FunctionName& FunctionNames::Of(const Dwarf_Die& die) {
  const Dwarf_Die naming = NamingDie(die);
  const auto [entry, is_new] = names_.try_emplace(naming.addr);
  if (is_new) entry->second = NameOf(naming);
  return entry->second;
}

}  // namespace leaktrace::symbolizer
