// Two walks: over the scopes of a unit, and down the inlined calls.
#include "symbolizer/function_table.h"

#include <dwarf.h>

#include <optional>

#include "symbolizer/unit_table.h"

namespace leaktrace::symbolizer {
namespace {

// Where the definition of a function can be.
bool CanHoldFunctions(int tag) {
  switch (tag) {
    case DW_TAG_namespace:
    case DW_TAG_module:
    case DW_TAG_class_type:
    case DW_TAG_structure_type:
    case DW_TAG_union_type:
    case DW_TAG_subprogram:
    case DW_TAG_lexical_block:
      return true;
    default:
      return false;
  }
}

bool IsBlock(int tag) {
  return tag == DW_TAG_lexical_block || tag == DW_TAG_try_block ||
         tag == DW_TAG_catch_block;
}

bool HasRanges(Dwarf_Die* die) {
  return dwarf_hasattr(die, DW_AT_low_pc) != 0 ||
         dwarf_hasattr(die, DW_AT_ranges) != 0;
}

// Appends the inlined calls below `parent` that cover `address`.
bool ExtendChain(Dwarf_Die* parent, uint64_t address, int depth,
                 DieCursor* cursor, std::vector<Dwarf_Die>* chain) {
  Dwarf_Die die;
  if (depth == kMaxDieDepth || !cursor->Child(parent, &die)) return false;
  do {
    const int tag = dwarf_tag(&die);
    if (tag == DW_TAG_inlined_subroutine && dwarf_haspc(&die, address) > 0) {
      chain->push_back(die);
      ExtendChain(&die, address, depth + 1, cursor, chain);
      return true;
    }
    if (IsBlock(tag) && (!HasRanges(&die) || dwarf_haspc(&die, address) > 0) &&
        ExtendChain(&die, address, depth + 1, cursor, chain)) {
      return true;
    }
  } while (cursor->Sibling(&die));
  return false;
}

}  // namespace

FunctionTable::FunctionTable(Dwarf_Die unit) {
  DieCursor cursor;
  Collect(&unit, 0, &cursor);
  ranges_.Build();
}

void FunctionTable::Collect(Dwarf_Die* parent, int depth, DieCursor* cursor) {
  Dwarf_Die die;
  if (depth == kMaxDieDepth || !cursor->Child(parent, &die)) return;
  do {
    const int tag = dwarf_tag(&die);
    if (tag == DW_TAG_subprogram && HasRanges(&die)) {
      AddDieRanges(die, static_cast<uint32_t>(functions_.size()), &ranges_);
      functions_.push_back(die);
    }
    if (CanHoldFunctions(tag)) Collect(&die, depth + 1, cursor);
  } while (cursor->Sibling(&die));
}

std::vector<Dwarf_Die> FunctionTable::CallChain(uint64_t address) const {
  std::vector<Dwarf_Die> chain;
  const std::optional<uint32_t> index = ranges_.Find(address);
  if (!index) return chain;
  Dwarf_Die function = functions_[*index];
  chain.push_back(function);
  DieCursor cursor;
  ExtendChain(&function, address, 0, &cursor, &chain);
  return chain;
}

}  // namespace leaktrace::symbolizer
