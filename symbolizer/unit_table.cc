// One pass over the unit headers and their first DIEs.
#include "symbolizer/unit_table.h"

#include <dwarf.h>

#include <cstddef>
#include <optional>

namespace leaktrace::symbolizer {
namespace {

// A damaged file can make many units share one long list of ranges.
constexpr size_t kMaxRanges = size_t{1} << 24;

}  // namespace

void AddDieRanges(Dwarf_Die die, uint32_t value, RangeIndex* index) {
  ptrdiff_t position = 0;
  Dwarf_Addr base = 0;
  Dwarf_Addr start = 0;
  Dwarf_Addr end = 0;
  while (index->size() < kMaxRanges &&
         (position = dwarf_ranges(&die, position, &base, &start, &end)) > 0) {
    index->Add(start, end, value);
  }
}

UnitTable::UnitTable(Dwarf* dwarf) {
  Dwarf_CU* unit = nullptr;
  uint8_t type = 0;
  Dwarf_Die die;
  Dwarf_Die split_die;
  while (dwarf_get_units(dwarf, unit, &unit, nullptr, &type, &die,
                         &split_die) == 0) {
    if (type != DW_UT_compile && type != DW_UT_skeleton) continue;
    if (dwarf_tag(&die) == DW_TAG_invalid) continue;
    AddDieRanges(die, static_cast<uint32_t>(units_.size()), &ranges_);
    const bool is_split =
        type == DW_UT_skeleton && dwarf_tag(&split_die) != DW_TAG_invalid;
    units_.push_back(is_split ? split_die : die);
  }
  ranges_.Build();
}

Dwarf_Die* UnitTable::Find(uint64_t address) {
  const std::optional<uint32_t> index = ranges_.Find(address);
  return index ? &units_[*index] : nullptr;
}

}  // namespace leaktrace::symbolizer
