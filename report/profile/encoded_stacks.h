// The stacks of a file, and the bytes that it spelled each of them with. The
// next file of the series spells most of them alike.
#ifndef LEAKTRACE_REPORT_PROFILE_ENCODED_STACKS_H_
#define LEAKTRACE_REPORT_PROFILE_ENCODED_STACKS_H_

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "report/profile/stack_list.h"

namespace leaktrace::report {

struct EncodedStacks {
  std::shared_ptr<const StackList> list;
  std::string bytes;         // end to end; none of a stack that had no such
  std::vector<size_t> ends;  // in `bytes`
  size_t locations = 0;      // in the table that they are positions in

  size_t size() const { return ends.size(); }
  std::string_view Spelling(size_t index) const {
    const size_t begin = index == 0 ? 0 : ends[index - 1];
    const std::string_view all = bytes;
    return all.substr(begin, ends[index] - begin);
  }
};

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_PROFILE_ENCODED_STACKS_H_
