// See value_limits.h.
#include "report/profile/value_limits.h"

#include <cstddef>

#include "absl/strings/str_format.h"

namespace leaktrace::report {
namespace {

constexpr uint64_t kMaxSum = uint64_t{1} << 62;

uint64_t Magnitude(int64_t value) {
  const auto bits = static_cast<uint64_t>(value);
  return value < 0 ? ~bits + 1 : bits;
}

}  // namespace

void ValueLimits::Add(const Sample& sample) {
  for (size_t i = 0; i < kColumns.size(); ++i) {
    const uint64_t value = Magnitude(sample.*kColumns[i]);
    if (value > kMaxSum - sums_[i]) {
      exceeded_ = true;
    } else {
      sums_[i] += value;
    }
  }
}

absl::Status ValueLimits::Check(std::string_view source) const {
  if (!exceeded_) return absl::OkStatus();
  return absl::DataLossError(absl::StrFormat(
      "%s: its values add up to more than 2^62, which no process reaches; "
      "the file is damaged, take another snapshot",
      source));
}

}  // namespace leaktrace::report
