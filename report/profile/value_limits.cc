// See value_limits.h.
#include "report/profile/value_limits.h"

#include <array>

#include "absl/strings/str_format.h"

namespace leaktrace::report {
namespace {

constexpr uint64_t kMaxSum = uint64_t{1} << 62;

constexpr std::array kColumns = {&Sample::alloc_objects, &Sample::alloc_bytes,
                                 &Sample::live_objects, &Sample::live_bytes,
                                 &Sample::sampled_objects};

uint64_t Magnitude(int64_t value) {
  const auto bits = static_cast<uint64_t>(value);
  return value < 0 ? ~bits + 1 : bits;
}

bool Fits(const Profile& profile, int64_t Sample::*column) {
  uint64_t sum = 0;
  for (const Sample& sample : profile.samples) {
    const uint64_t value = Magnitude(sample.*column);
    if (value > kMaxSum - sum) return false;
    sum += value;
  }
  return true;
}

}  // namespace

absl::Status CheckValueLimits(const Profile& profile) {
  for (const auto column : kColumns) {
    if (Fits(profile, column)) continue;
    return absl::DataLossError(absl::StrFormat(
        "%s: its values add up to more than 2^62, which no process reaches; "
        "the file is damaged, take another snapshot",
        profile.source));
  }
  return absl::OkStatus();
}

}  // namespace leaktrace::report
