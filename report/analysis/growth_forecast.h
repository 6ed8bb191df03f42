// From verdicts to decisions: when memory runs out, and above which confidence
// a report of many owners should raise an alarm.
#ifndef LEAKTRACE_REPORT_ANALYSIS_GROWTH_FORECAST_H_
#define LEAKTRACE_REPORT_ANALYSIS_GROWTH_FORECAST_H_

#include <cstddef>
#include <optional>
#include <span>

#include "report/analysis/growth_verdict.h"

namespace leaktrace::report {

struct TimeToLimit {
  double seconds = 0;
  double earliest_s = 0;  // of the 95 % interval
  double latest_s = 0;
};

// When the growing owners with confidence >= 0.8 will have used up `headroom`,
// if they go on. `rss_per_live` scales live bytes to resident ones. Nothing if
// the growth is not surely positive.
std::optional<TimeToLimit> ForecastLimit(std::span<const GrowthVerdict> owners,
                                         double headroom_bytes,
                                         double rss_per_live = 1);

// The confidence above which a growing owner is worth an alarm: about half a
// false alarm per report, whatever the number of owners in it.
double GrowthAlarmConfidence(size_t owner_count);

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_ANALYSIS_GROWTH_FORECAST_H_
