// Rates add up, their variances too; the interval of the sum is inverted.
#include "report/analysis/growth_forecast.h"

#include <cmath>

namespace leaktrace::report {
namespace {

constexpr double kMinConfidenceOfForecast = .8;
// Width of a 95 % interval of the normal distribution in standard deviations.
constexpr double kIntervalWidth = 3.92;

}  // namespace

std::optional<TimeToLimit> ForecastLimit(std::span<const GrowthVerdict> owners,
                                         double headroom_bytes,
                                         double rss_per_live) {
  double rate = 0;
  double variance = 0;
  for (const GrowthVerdict& owner : owners) {
    if (owner.kind != GrowthKind::kGrowing || !owner.per_second ||
        owner.confidence < kMinConfidenceOfForecast) {
      continue;
    }
    const double stddev =
        (owner.per_second->high - owner.per_second->low) / kIntervalWidth;
    rate += owner.per_second->value;
    variance += stddev * stddev;
  }
  const double half_width = kIntervalWidth / 2 * std::sqrt(variance);
  if (!(rate - half_width > 0) || !(headroom_bytes > 0) ||
      !(rss_per_live > 0)) {
    return std::nullopt;
  }
  const double live_headroom = headroom_bytes / rss_per_live;
  return TimeToLimit{live_headroom / rate, live_headroom / (rate + half_width),
                     live_headroom / (rate - half_width)};
}

double GrowthAlarmConfidence(size_t owner_count) {
  if (owner_count <= 100) return .5;
  if (owner_count <= 500) return .8;
  return owner_count <= 2000 ? .9 : .95;
}

}  // namespace leaktrace::report
