// A number, the unit of a size, the unit of the axis.
#include "report/analysis/check_limit.h"

#include <charconv>
#include <cmath>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"

namespace leaktrace::report {
namespace {

constexpr std::string_view kSlopeKey = "slope";

struct Unit {
  std::string_view name;
  double factor;
};

constexpr double kKiB = 1024;
constexpr Unit kSizes[] = {
    {"", 1},
    {"B", 1},
    {"K", kKiB},
    {"KB", kKiB},
    {"KiB", kKiB},
    {"k", kKiB},
    {"kB", kKiB},
    {"M", kKiB* kKiB},
    {"MB", kKiB* kKiB},
    {"MiB", kKiB* kKiB},
    {"G", kKiB* kKiB* kKiB},
    {"GB", kKiB* kKiB* kKiB},
    {"GiB", kKiB* kKiB* kKiB},
    {"T", kKiB* kKiB* kKiB* kKiB},
    {"TB", kKiB* kKiB* kKiB* kKiB},
    {"TiB", kKiB* kKiB* kKiB* kKiB},
};
constexpr Unit kPeriods[] = {
    {"s", 1}, {"min", 60}, {"h", 3600}, {"day", 86400}};

std::optional<double> ParseSize(std::string_view text) {
  double number = 0;
  const char* end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc() || !std::isfinite(number) || number < 0) {
    return std::nullopt;
  }
  const std::string_view name(rest, static_cast<size_t>(end - rest));
  for (const Unit& unit : kSizes) {
    if (unit.name != name) continue;
    const double size = number * unit.factor;
    return std::isfinite(size) ? std::optional(size) : std::nullopt;
  }
  return std::nullopt;
}

std::optional<CheckLimit> ParseSlope(std::string_view text) {
  if (text == "0") return CheckLimit{CheckMetric::kSlopePerSecond, 0};
  const size_t slash = text.find('/');
  if (slash == std::string_view::npos) return std::nullopt;
  const std::optional<double> size = ParseSize(text.substr(0, slash));
  const std::string_view axis = text.substr(slash + 1);
  if (!size) return std::nullopt;
  if (axis == "work") return CheckLimit{CheckMetric::kSlopePerWork, *size};
  for (const Unit& period : kPeriods) {
    if (period.name == axis) {
      return CheckLimit{CheckMetric::kSlopePerSecond, *size / period.factor};
    }
  }
  return std::nullopt;
}

std::optional<CheckLimit> ParseAmount(CheckMetric metric,
                                      std::string_view text) {
  const std::optional<double> size = ParseSize(text);
  if (!size) return std::nullopt;
  return CheckLimit{metric, *size};
}

absl::Status Expected(std::string_view key, std::string_view value,
                      std::string_view example) {
  return absl::InvalidArgumentError(std::string(key) + "=" +
                                    std::string(value) + ": write " +
                                    std::string(example));
}

}  // namespace

std::string_view CheckMetricName(CheckMetric metric) {
  switch (metric) {
    case CheckMetric::kBytes:
      return "bytes";
    case CheckMetric::kObjects:
      return "objects";
    case CheckMetric::kIncrease:
      return "increase";
    case CheckMetric::kSlopePerSecond:
    case CheckMetric::kSlopePerWork:
      return kSlopeKey;
  }
  return "";
}

absl::StatusOr<CheckLimit> ParseCheckLimit(std::string_view key,
                                           std::string_view value) {
  if (key == kSlopeKey) {
    const std::optional<CheckLimit> slope = ParseSlope(value);
    if (slope) return *slope;
    return Expected(key, value,
                    "a size per s, min, h, day or work, such as slope=1M/h");
  }
  for (const CheckMetric metric :
       {CheckMetric::kBytes, CheckMetric::kObjects, CheckMetric::kIncrease}) {
    if (CheckMetricName(metric) != key) continue;
    const std::optional<CheckLimit> limit = ParseAmount(metric, value);
    if (limit) return *limit;
    return Expected(key, value, "a number, such as 1000, 64K or 1.5M");
  }
  return absl::InvalidArgumentError(
      std::string(key) +
      ": no such limit; there are bytes, objects, increase and slope");
}

}  // namespace leaktrace::report
