// A number, then a unit from a table.
#include "report/cli/quantity.h"

#include <charconv>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string_view>

namespace leaktrace::report {
namespace {

struct Unit {
  std::string_view name;
  int64_t factor;
};

constexpr Unit kSizes[] = {
    {"", 1},          {"B", 1},         {"K", 1 << 10},  {"KB", 1 << 10},
    {"KiB", 1 << 10}, {"k", 1 << 10},   {"kB", 1 << 10}, {"M", 1 << 20},
    {"MB", 1 << 20},  {"MiB", 1 << 20}, {"G", 1 << 30},  {"GB", 1 << 30},
    {"GiB", 1 << 30},
};

constexpr Unit kDurations[] = {
    {"", 1000},       {"ms", 1},          {"s", 1000},
    {"m", 60 * 1000}, {"min", 60 * 1000}, {"h", 3600 * 1000},
};

std::optional<int64_t> Parse(std::string_view text,
                             std::span<const Unit> units) {
  int64_t number = 0;
  const char* end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc() || number <= 0) return std::nullopt;
  const std::string_view name(rest, static_cast<size_t>(end - rest));
  for (const Unit& unit : units) {
    if (unit.name != name) continue;
    if (number > std::numeric_limits<int64_t>::max() / unit.factor) break;
    return number * unit.factor;
  }
  return std::nullopt;
}

}  // namespace

std::optional<int64_t> ParseSizeBytes(std::string_view text) {
  return Parse(text, kSizes);
}

std::optional<int64_t> ParseDurationMs(std::string_view text) {
  return Parse(text, kDurations);
}

}  // namespace leaktrace::report
