// Which of many to show when not all can be.
#ifndef LEAKTRACE_REPORT_CLI_THINNING_H_
#define LEAKTRACE_REPORT_CLI_THINNING_H_

#include <cstddef>
#include <vector>

namespace leaktrace::report {

// At most `limit` (two or more) of the indices below `count`, evenly spaced,
// the first and the last among them.
inline std::vector<size_t> SpreadOut(size_t count, size_t limit) {
  std::vector<size_t> chosen;
  if (count <= limit) {
    for (size_t i = 0; i < count; ++i) chosen.push_back(i);
    return chosen;
  }
  for (size_t i = 0; i < limit; ++i) {
    chosen.push_back(i * (count - 1) / (limit - 1));
  }
  return chosen;
}

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_CLI_THINNING_H_
