// Sums over samples, with what is needed to state their sampling error.
#ifndef LEAKTRACE_REPORT_ANALYSIS_TOTALS_H_
#define LEAKTRACE_REPORT_ANALYSIS_TOTALS_H_

#include <cmath>
#include <cstdint>

namespace leaktrace::report {

struct Totals {
  int64_t alloc_objects = 0;
  int64_t alloc_bytes = 0;
  int64_t live_objects = 0;
  int64_t live_bytes = 0;
  int64_t sampled_objects = 0;
  double variance = 0;      // of live_bytes by sampling, bytes^2
  double squared_norm = 0;  // sum of squared weights, bytes^2

  // A Sample, a DigestRow or other totals.
  template <typename Values>
  void Add(const Values& values) {
    alloc_objects += values.alloc_objects;
    alloc_bytes += values.alloc_bytes;
    live_objects += values.live_objects;
    live_bytes += values.live_bytes;
    sampled_objects += values.sampled_objects;
    variance += values.variance;
    squared_norm += values.squared_norm;
  }

  double stddev_bytes() const { return std::sqrt(variance); }
};

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_ANALYSIS_TOTALS_H_
