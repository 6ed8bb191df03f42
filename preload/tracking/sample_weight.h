// What one sampled allocation stands for.
//
// An allocation of s bytes is sampled with p = 1 - exp(-s / R), R the mean
// sampling interval in bytes (R <= 1: p = 1). It then stands for 1/p objects
// and s/p bytes; sums over samples are unbiased for any mix of sizes.
// Source: Poisson sampling by bytes, as in jemalloc's PROFILING_INTERNALS and
// tcmalloc's docs/sampling.md.
#ifndef LEAKTRACE_PRELOAD_TRACKING_SAMPLE_WEIGHT_H_
#define LEAKTRACE_PRELOAD_TRACKING_SAMPLE_WEIGHT_H_

#include <cstdint>

namespace leaktrace {

struct SampleWeight {
  double objects = 1;
  double bytes = 0;
};

SampleWeight WeightOf(uint64_t size_bytes, uint64_t interval_bytes);

}  // namespace leaktrace

#endif  // LEAKTRACE_PRELOAD_TRACKING_SAMPLE_WEIGHT_H_
