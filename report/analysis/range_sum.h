// The sum of values[begin] .. values[end - 1].
#ifndef LEAKTRACE_REPORT_ANALYSIS_RANGE_SUM_H_
#define LEAKTRACE_REPORT_ANALYSIS_RANGE_SUM_H_

#include <vector>

namespace leaktrace::report {

inline double RangeSum(const std::vector<double>& values, int begin, int end) {
  double sum = 0;
  for (int k = begin; k < end; ++k) sum += values[k];
  return sum;
}

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_ANALYSIS_RANGE_SUM_H_
