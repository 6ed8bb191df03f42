// See sampling_scale.h.
#include "report/profile/sampling_scale.h"

#include <algorithm>
#include <cmath>

namespace leaktrace::report {
namespace {

constexpr double kSaturation = 4611686018427387904.0;  // 2^62

double MeanSize(int64_t bytes, int64_t objects) {
  return static_cast<double>(bytes) / static_cast<double>(objects);
}

double KeptProbability(double size_bytes, int64_t interval_bytes) {
  if (interval_bytes <= 1) return 1;
  return -std::expm1(-size_bytes / static_cast<double>(interval_bytes));
}

// Rows that the formulas say nothing of: empty, or with opposite signs.
bool HasMeanSize(int64_t bytes, int64_t objects) {
  return objects != 0 && bytes != 0 && (objects > 0) == (bytes > 0);
}

}  // namespace

int64_t RoundToInt64(double value) {
  return std::llround(std::clamp(value, -kSaturation, kSaturation));
}

double EqualWeightsSquaredNorm(int64_t bytes, int64_t objects) {
  if (objects <= 0) return 0;
  return static_cast<double>(bytes) * MeanSize(bytes, objects);
}

ScaledValues Unbias(ScaledValues sampled, int64_t interval_bytes) {
  if (!HasMeanSize(sampled.bytes, sampled.objects)) return sampled;
  const double size = MeanSize(sampled.bytes, sampled.objects);
  const double kept = KeptProbability(size, interval_bytes);
  if (kept >= 1) return sampled;
  return {RoundToInt64(static_cast<double>(sampled.objects) / kept),
          RoundToInt64(static_cast<double>(sampled.bytes) / kept)};
}

void EstimateSamplingError(int64_t interval_bytes, Sample& sample) {
  double kept = 1;
  if (HasMeanSize(sample.live_bytes, sample.live_objects)) {
    kept = KeptProbability(MeanSize(sample.live_bytes, sample.live_objects),
                           interval_bytes);
  }
  const double sampled = static_cast<double>(sample.live_objects) * kept;
  EstimateSamplingError(interval_bytes, RoundToInt64(sampled), sample);
}

void EstimateSamplingError(int64_t interval_bytes, int64_t sampled,
                           Sample& sample) {
  if (!HasMeanSize(sample.live_bytes, sample.live_objects)) return;
  if (sample.live_objects < 0) return;
  const double size = MeanSize(sample.live_bytes, sample.live_objects);
  const double weight = size / KeptProbability(size, interval_bytes);
  const int64_t samples = std::max<int64_t>(sampled, 1);
  sample.sampled_objects = samples;
  sample.variance = static_cast<double>(samples) * weight * (weight - size);
  sample.squared_norm = EqualWeightsSquaredNorm(sample.live_bytes, samples);
}

}  // namespace leaktrace::report
