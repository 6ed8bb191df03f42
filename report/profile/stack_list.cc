// See stack_list.h.
#include "report/profile/stack_list.h"

namespace leaktrace::report {

void StackList::Add(std::span<const uint32_t> locations,
                    const std::vector<Label>& labels) {
  if (!labels.empty()) labels_[ends_.size()] = labels;
  locations_.insert(locations_.end(), locations.begin(), locations.end());
  ends_.push_back(locations_.size());
}

std::span<const uint32_t> StackList::Locations(size_t index) const {
  const size_t begin = index == 0 ? 0 : ends_[index - 1];
  return std::span(locations_).subspan(begin, ends_[index] - begin);
}

const std::vector<Label>& StackList::Labels(size_t index) const {
  static const std::vector<Label> none;
  if (labels_.empty()) return none;
  const auto found = labels_.find(index);
  return found == labels_.end() ? none : found->second;
}

}  // namespace leaktrace::report
