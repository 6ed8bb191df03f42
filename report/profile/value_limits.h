// The promise behind every sum over a profile: a reader lets no profile pass
// whose values could add up beyond int64_t, so that analysis may add freely.
#ifndef LEAKTRACE_REPORT_PROFILE_VALUE_LIMITS_H_
#define LEAKTRACE_REPORT_PROFILE_VALUE_LIMITS_H_

#include "absl/status/status.h"
#include "report/profile/profile.h"

namespace leaktrace::report {

// DataLoss if a column's sum of absolute values passes 2^62.
absl::Status CheckValueLimits(const Profile& profile);

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_PROFILE_VALUE_LIMITS_H_
