// Sums over samples, with what is needed to state their sampling error.
#ifndef LEAKTRACE_REPORT_ANALYSIS_TOTALS_H_
#define LEAKTRACE_REPORT_ANALYSIS_TOTALS_H_

#include <cmath>
#include <cstdint>

#include "report/profile/profile.h"

namespace leaktrace::report {

struct Totals {
  int64_t alloc_objects = 0;
  int64_t alloc_bytes = 0;
  int64_t live_objects = 0;
  int64_t live_bytes = 0;
  int64_t sampled_objects = 0;
  double variance = 0;      // of live_bytes by sampling, bytes^2
  double squared_norm = 0;  // sum of squared weights, bytes^2

  void Add(const Sample& sample) {
    alloc_objects += sample.alloc_objects;
    alloc_bytes += sample.alloc_bytes;
    live_objects += sample.live_objects;
    live_bytes += sample.live_bytes;
    sampled_objects += sample.sampled_objects;
    variance += sample.variance;
    squared_norm += sample.squared_norm;
  }

  void Add(const Totals& other) {
    alloc_objects += other.alloc_objects;
    alloc_bytes += other.alloc_bytes;
    live_objects += other.live_objects;
    live_bytes += other.live_bytes;
    sampled_objects += other.sampled_objects;
    variance += other.variance;
    squared_norm += other.squared_norm;
  }

  double stddev_bytes() const { return std::sqrt(variance); }
};

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_ANALYSIS_TOTALS_H_
