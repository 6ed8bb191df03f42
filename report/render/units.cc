// printf does the rounding; the locale of the program is never set.
#include "report/render/units.h"

#include <array>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <string>

namespace leaktrace::report {
namespace {

constexpr std::array<const char*, 7> kUnits = {"B",   "KiB", "MiB", "GiB",
                                               "TiB", "PiB", "EiB"};
constexpr int64_t kMinute = 60;
constexpr int64_t kHour = 60 * kMinute;
constexpr int64_t kDay = 24 * kHour;

std::string Fixed(double value, int decimals, const char* suffix) {
  std::array<char, 64> buffer{};
  std::snprintf(buffer.data(), buffer.size(), "%.*f%s", decimals, value,
                suffix);
  return buffer.data();
}

// "3 min 20 s", or "3 min" when nothing is left over.
std::string TwoParts(int64_t seconds, int64_t unit, const char* name,
                     int64_t smaller, const char* smaller_name) {
  std::string text = std::to_string(seconds / unit) + " " + name;
  const int64_t rest = seconds % unit / smaller;
  if (rest != 0) text += " " + std::to_string(rest) + " " + smaller_name;
  return text;
}

}  // namespace

std::string FormatBytes(double bytes) {
  size_t unit = 0;
  // 1023.96 KiB would print as 1024.0 KiB.
  for (; std::abs(bytes) >= (unit == 0 ? 1023.5 : 1023.95) &&
         unit + 1 < kUnits.size();
       ++unit) {
    bytes /= 1024;
  }
  const std::string suffix = std::string(" ") + kUnits[unit];
  if (unit == 0) bytes = std::round(bytes) + 0.0;  // no "-0 B"
  return Fixed(bytes, unit == 0 ? 0 : 1, suffix.c_str());
}

std::string FormatSignedBytes(double bytes) {
  return (bytes >= 0.5 ? "+" : "") + FormatBytes(bytes);
}

std::string FormatCount(int64_t count) {
  std::string text = std::to_string(count);
  const size_t first_digit = count < 0 ? 1 : 0;
  for (size_t at = text.size(); at > first_digit + 3;) {
    at -= 3;
    text.insert(at, ",");
  }
  return text;
}

std::string FormatDuration(double seconds) {
  if (seconds < 1) return Fixed(seconds * 1000, 0, " ms");
  const auto whole = static_cast<int64_t>(std::llround(seconds));
  if (whole < kMinute) return std::to_string(whole) + " s";
  if (whole < kHour) return TwoParts(whole, kMinute, "min", 1, "s");
  if (whole < kDay) return TwoParts(whole, kHour, "h", kMinute, "min");
  return TwoParts(whole, kDay, "d", kHour, "h");
}

std::string FormatPercent(double fraction) {
  const double percent = fraction * 100;
  const bool decimal = std::abs(percent) < 9.95 && percent != 0;
  return Fixed(percent, decimal ? 1 : 0, " %");
}

std::string FormatInstances(std::optional<int64_t> count,
                            const std::string& name) {
  return count ? FormatCount(*count) + " x " + name : name;
}

}  // namespace leaktrace::report
