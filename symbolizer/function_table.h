// The functions of one compilation unit by address, and what is inlined there.
//
// Contract: built by one pass over the unit when its first address is asked
// for; a look-up then walks only the function that covers the address.
#ifndef LEAKTRACE_SYMBOLIZER_FUNCTION_TABLE_H_
#define LEAKTRACE_SYMBOLIZER_FUNCTION_TABLE_H_

#include <elfutils/libdw.h>

#include <cstddef>
#include <cstdint>
#include <vector>

#include "symbolizer/die_walk.h"
#include "symbolizer/range_index.h"

namespace leaktrace::symbolizer {

class FunctionTable {
 public:
  explicit FunctionTable(Dwarf_Die unit);

  // The function that covers `address`, then the inlined calls in it, from the
  // outermost to the innermost. Empty if no function covers it.
  std::vector<Dwarf_Die> CallChain(uint64_t address) const;

  size_t size_bytes() const {
    return functions_.size() * sizeof(Dwarf_Die) + ranges_.size_bytes();
  }

 private:
  void Collect(Dwarf_Die* parent, int depth, DieCursor* cursor);

  std::vector<Dwarf_Die> functions_;
  RangeIndex ranges_;  // values index functions_
};

}  // namespace leaktrace::symbolizer

#endif  // LEAKTRACE_SYMBOLIZER_FUNCTION_TABLE_H_
