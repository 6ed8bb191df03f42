// See id_table.h.
#include "report/profile/id_table.h"

namespace leaktrace::report {

bool IdTable::Add(uint64_t id) {
  if (IsDense() && id == uint64_t{dense_} + 1) {
    ++dense_;
  } else if (id == 0 || Find(id) != kNone) {
    return false;
  } else {
    others_.emplace(id, size_);
  }
  ++size_;
  return true;
}

uint32_t IdTable::FindOther(uint64_t id) const {
  const auto found = others_.find(id);
  return found == others_.end() ? kNone : found->second;
}

}  // namespace leaktrace::report
