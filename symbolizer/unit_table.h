// The compilation units of a file by address.
//
// Contract: built once from the ranges that each unit states itself, because
// .debug_aranges is missing (clang) or incomplete (mixed compilers). Damaged
// units are left out. Follows split DWARF to the unit in the .dwo file.
#ifndef LEAKTRACE_SYMBOLIZER_UNIT_TABLE_H_
#define LEAKTRACE_SYMBOLIZER_UNIT_TABLE_H_

#include <elfutils/libdw.h>

#include <cstdint>
#include <vector>

#include "symbolizer/range_index.h"

namespace leaktrace::symbolizer {

// All ranges of `die`, with `value`.
void AddDieRanges(Dwarf_Die die, uint32_t value, RangeIndex* index);

class UnitTable {
 public:
  explicit UnitTable(Dwarf* dwarf);

  // nullptr if no unit covers `address`.
  Dwarf_Die* Find(uint64_t address);

 private:
  std::vector<Dwarf_Die> units_;
  RangeIndex ranges_;  // values index units_
};

}  // namespace leaktrace::symbolizer

#endif  // LEAKTRACE_SYMBOLIZER_UNIT_TABLE_H_
