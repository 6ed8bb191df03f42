// See memory_reconciliation.h.
#include "report/analysis/memory_reconciliation.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <string>
#include <string_view>

namespace leaktrace::report {
namespace {

using Facts = std::map<std::string, int64_t>;

constexpr char kResident[] = "rss_anon_bytes";
constexpr char kSwapped[] = "swap_bytes";
constexpr char kRetained[] = "heap_retained_bytes";
constexpr std::string_view kBytesSuffix = "_bytes";
// Address space that was set aside; what of it is touched is not known.
constexpr std::string_view kReservedSuffix = "_reserved_bytes";

std::optional<int64_t> Find(const Facts& facts, const std::string& key) {
  const auto found = facts.find(key);
  if (found == facts.end()) return std::nullopt;
  return found->second;
}

// Hostile files may hold any number; no sum here may overflow.
int64_t Saturate(double value) {
  constexpr double kLimit = 4e18;
  return std::llround(std::clamp(value, -kLimit, kLimit));
}

int64_t Subtract(int64_t a, int64_t b) {
  int64_t difference = 0;
  if (!__builtin_sub_overflow(a, b, &difference)) return difference;
  return Saturate(static_cast<double>(a) - static_cast<double>(b));
}

int64_t Add(int64_t a, int64_t b) {
  int64_t sum = 0;
  if (!__builtin_add_overflow(a, b, &sum)) return sum;
  return Saturate(static_cast<double>(a) + static_cast<double>(b));
}

std::optional<int64_t> Growth(std::optional<int64_t> first,
                              std::optional<int64_t> last) {
  if (!first.has_value() || !last.has_value()) return std::nullopt;
  return Subtract(*last, *first);
}

void SetRest(MemoryReconciliation& result) {
  if (!result.process_growth.has_value()) return;
  const int64_t grown = *result.process_growth;
  int64_t other = Subtract(grown, result.live_growth);
  other = Subtract(other, result.retained_growth.value_or(0));
  other = Subtract(other, result.self_growth.value_or(0));
  result.other_growth = other;
  if (grown <= 0) return;
  const double unexplained =
      std::abs(static_cast<double>(other)) / static_cast<double>(grown);
  result.share_explained = std::max(0.0, 1 - unexplained);
}

}  // namespace

std::optional<int64_t> AnonymousBytes(const SnapshotInfo& info) {
  const std::optional<int64_t> resident = Find(info.memory, kResident);
  if (!resident.has_value()) return std::nullopt;
  return Add(*resident, Find(info.memory, kSwapped).value_or(0));
}

std::optional<int64_t> SelfBytes(const SnapshotInfo& info) {
  std::optional<int64_t> sum;
  for (const auto& [key, value] : info.self) {
    if (!key.ends_with(kBytesSuffix) || key.ends_with(kReservedSuffix)) {
      continue;
    }
    sum = Add(sum.value_or(0), value);
  }
  return sum;
}

std::optional<int64_t> RetainedBytes(const SnapshotInfo& info) {
  return Find(info.memory, kRetained);
}

MemoryReconciliation ReconcileMemory(const SnapshotInfo& first,
                                     int64_t first_live_bytes,
                                     const SnapshotInfo& last,
                                     int64_t last_live_bytes) {
  MemoryReconciliation result;
  result.process_growth = Growth(AnonymousBytes(first), AnonymousBytes(last));
  result.live_growth = Subtract(last_live_bytes, first_live_bytes);
  result.retained_growth = Growth(RetainedBytes(first), RetainedBytes(last));
  result.self_growth = Growth(SelfBytes(first), SelfBytes(last));
  SetRest(result);
  return result;
}

}  // namespace leaktrace::report
