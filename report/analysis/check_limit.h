// One limit of a budget: "bytes=64M", "objects=1000", "slope=1M/h",
// "slope=16/work", "increase=2M".
#ifndef LEAKTRACE_REPORT_ANALYSIS_CHECK_LIMIT_H_
#define LEAKTRACE_REPORT_ANALYSIS_CHECK_LIMIT_H_

#include <string_view>

#include "absl/status/statusor.h"

namespace leaktrace::report {

enum class CheckMetric {
  kBytes,           // alive at the end
  kObjects,         // alive at the end
  kIncrease,        // of the bytes, over the series or from base to head
  kSlopePerSecond,  // bytes per second that stay
  kSlopePerWork,    // bytes per unit of work that stay
};

// "bytes", "objects", "increase" or "slope".
std::string_view CheckMetricName(CheckMetric metric);

struct CheckLimit {
  CheckMetric metric = CheckMetric::kBytes;
  double amount = 0;  // finite, not negative
};

// Sizes take K, M, G, T (powers of 1024, "KiB" and "KB" mean the same); a
// slope is a size per s, min, h, day or work, or a plain 0. INVALID_ARGUMENT
// says what is expected.
absl::StatusOr<CheckLimit> ParseCheckLimit(std::string_view key,
                                           std::string_view value);

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_ANALYSIS_CHECK_LIMIT_H_
