// Stacks end to end, with what labels they have: no allocation per stack.
#ifndef LEAKTRACE_REPORT_PROFILE_STACK_LIST_H_
#define LEAKTRACE_REPORT_PROFILE_STACK_LIST_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <vector>

#include "report/profile/profile.h"

namespace leaktrace::report {

class StackList {
 public:
  void Add(std::span<const uint32_t> locations,
           const std::vector<Label>& labels);

  size_t size() const { return ends_.size(); }
  // Indices into the locations of a profile, leaf first.
  std::span<const uint32_t> Locations(size_t index) const;
  const std::vector<Label>& Labels(size_t index) const;

 private:
  std::vector<uint32_t> locations_;
  std::vector<size_t> ends_;
  std::map<size_t, std::vector<Label>> labels_;  // of the few that have some
};

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_PROFILE_STACK_LIST_H_
