// Steps over the DIE tree of a hostile file.
//
// Contract: in a well-formed tree every step moves forward in the section. A
// DieCursor ends the walk at the first step that does not, so that no chain of
// references can make a walk endless or exponential.
#ifndef LEAKTRACE_SYMBOLIZER_DIE_WALK_H_
#define LEAKTRACE_SYMBOLIZER_DIE_WALK_H_

#include <elfutils/libdw.h>

#include <cstdint>

namespace leaktrace::symbolizer {

// Nesting that no compiler reaches; bounds the recursion of the walks.
constexpr int kMaxDieDepth = 256;

class DieCursor {
 public:
  // As dwarf_child and dwarf_siblingof; false at the end or on a bad step.
  bool Child(Dwarf_Die* parent, Dwarf_Die* child) {
    return dwarf_child(parent, child) == 0 && Advance(*child);
  }
  bool Sibling(Dwarf_Die* die) {
    return dwarf_siblingof(die, die) == 0 && Advance(*die);
  }

 private:
  bool Advance(const Dwarf_Die& die) {
    const auto position = reinterpret_cast<uintptr_t>(die.addr);
    if (position <= furthest_) return false;
    furthest_ = position;
    return true;
  }

  uintptr_t furthest_ = 0;
};

}  // namespace leaktrace::symbolizer

#endif  // LEAKTRACE_SYMBOLIZER_DIE_WALK_H_
