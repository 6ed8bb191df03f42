#include "preload/tracking/sample_weight.h"

#include "preload/tracking/sampling_math.h"

namespace leaktrace {

SampleWeight WeightOf(uint64_t size_bytes, uint64_t interval_bytes) {
  const double size = static_cast<double>(size_bytes);
  if (interval_bytes <= 1) return {1, size};
  // A block of 0 bytes is drawn as if it had one, see Sampler.
  const double drawn = size_bytes == 0 ? 1 : size;
  const double p = OneMinusExp(drawn / static_cast<double>(interval_bytes));
  return {1 / p, size / p};
}

}  // namespace leaktrace
