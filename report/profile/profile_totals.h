// The sums of a profile's values, and the promise behind them: a reader lets
// no profile pass whose sums leave int64_t, so that analysis may add freely.
#ifndef LEAKTRACE_REPORT_PROFILE_PROFILE_TOTALS_H_
#define LEAKTRACE_REPORT_PROFILE_PROFILE_TOTALS_H_

#include <cstdint>

#include "absl/status/status.h"
#include "report/profile/profile.h"

namespace leaktrace::report {

struct ProfileTotals {
  int64_t alloc_objects = 0;
  int64_t alloc_bytes = 0;
  int64_t live_objects = 0;
  int64_t live_bytes = 0;
  int64_t sampled_objects = 0;
  double variance = 0;
  double squared_norm = 0;

  void Add(const Sample& sample);
  bool operator==(const ProfileTotals&) const = default;
};

// Of a profile that CheckTotals accepted.
ProfileTotals TotalsOf(const Profile& profile);

// DataLoss if a sum of absolute values passes 2^62.
absl::Status CheckTotals(const Profile& profile);

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_PROFILE_PROFILE_TOTALS_H_
