// The mathematics of byte sampling, for profiles that carry only counts and
// sums: each allocation of s bytes was kept with p = 1 - exp(-s / R), R being
// the mean interval, so one sample stands for 1/p objects and s/p bytes. Rows
// that mix sizes are treated as if all had their mean size; leaktrace's own
// snapshots carry the weight of every sample and never need this.
#ifndef LEAKTRACE_REPORT_PROFILE_SAMPLING_SCALE_H_
#define LEAKTRACE_REPORT_PROFILE_SAMPLING_SCALE_H_

#include <cstdint>

#include "report/profile/profile.h"

namespace leaktrace::report {

struct ScaledValues {
  int64_t objects = 0;
  int64_t bytes = 0;
};

// What `objects` sampled objects of `bytes` in sum stand for. Unchanged when
// the interval is 1 (every allocation kept) or one of them is 0.
ScaledValues Unbias(ScaledValues sampled, int64_t interval_bytes);

// Sets sampled_objects, variance and squared_norm of `sample` from its final
// live values, or from `sampled` of them being sampled where that is known.
void EstimateSamplingError(int64_t interval_bytes, Sample& sample);
void EstimateSamplingError(int64_t interval_bytes, int64_t sampled,
                           Sample& sample);

// bytes^2 / objects: the squared norm of that many equal weights.
double EqualWeightsSquaredNorm(int64_t bytes, int64_t objects);

// Rounds, and saturates at +-2^62, far from any overflow.
int64_t RoundToInt64(double value);

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_PROFILE_SAMPLING_SCALE_H_
