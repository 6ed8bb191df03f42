// The promise behind every sum over a profile: a reader lets no profile pass
// whose values could add up beyond int64_t, so that analysis may add freely.
#ifndef LEAKTRACE_REPORT_PROFILE_VALUE_LIMITS_H_
#define LEAKTRACE_REPORT_PROFILE_VALUE_LIMITS_H_

#include <array>
#include <cstdint>
#include <string_view>

#include "absl/status/status.h"
#include "report/profile/profile.h"

namespace leaktrace::report {

// Sums of absolute values, column by column.
class ValueLimits {
 public:
  void Add(const Sample& sample);

  // DataLoss if a sum has passed 2^62; `source` is the file.
  absl::Status Check(std::string_view source) const;

 private:
  static constexpr std::array kColumns = {
      &Sample::alloc_objects, &Sample::alloc_bytes, &Sample::live_objects,
      &Sample::live_bytes, &Sample::sampled_objects};

  std::array<uint64_t, kColumns.size()> sums_ = {};
  bool exceeded_ = false;
};

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_PROFILE_VALUE_LIMITS_H_
