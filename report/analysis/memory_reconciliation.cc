// See memory_reconciliation.h.
#include "report/analysis/memory_reconciliation.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <string>
#include <string_view>

#include "preload/snapshot_format.h"

namespace leaktrace::report {
namespace {

using Facts = std::map<std::string, int64_t>;

constexpr char kResident[] = "rss_anon_bytes";
constexpr char kSwapped[] = "swap_bytes";
constexpr char kInUse[] = "heap_in_use_bytes";
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

// The part of `rest` that goes to a place which changed by up to `limit`.
int64_t Share(int64_t rest, int64_t limit) {
  return std::clamp(rest, std::min<int64_t>(limit, 0),
                    std::max<int64_t>(limit, 0));
}

// By name, of both snapshots; empty if one of them does not know.
Facts GrowthOfMappings(const SnapshotInfo& first, const SnapshotInfo& last) {
  if (first.mappings.empty() || last.mappings.empty()) return {};
  Facts growth;
  for (const auto& [name, bytes] : last.mappings) growth[name] = bytes;
  for (const auto& [name, bytes] : first.mappings) {
    growth[name] = Subtract(growth[name], bytes);
  }
  return growth;
}

int64_t Take(Facts& facts, const char* key) {
  const auto node = facts.extract(key);
  return node.empty() ? 0 : node.mapped();
}

bool LargerChange(const MappingGrowth& a, const MappingGrowth& b) {
  const auto size = [](const MappingGrowth& growth) {
    return std::abs(static_cast<double>(growth.bytes));
  };
  return size(a) != size(b) ? size(a) > size(b) : a.name < b.name;
}

// Hands out the growth of the process part by part; what is left over at the
// end is unexplained. Parts that are known go first, the two that are only
// bounded (free memory may have been given back, a mapping may be the
// allocator's own) take what is left.
class Splitter {
 public:
  Splitter(const SnapshotInfo& first, const SnapshotInfo& last,
           MemoryReconciliation* result)
      : first_(first),
        last_(last),
        result_(*result),
        mappings_(GrowthOfMappings(first, last)),
        knows_mappings_(!mappings_.empty()),
        rest_(*result->process_growth) {}

  void Split() {
    const int64_t allocators = Add(Take(mappings_, format::kHeapMapping),
                                   Take(mappings_, format::kArenaMappings));
    int64_t unnamed = Take(mappings_, format::kUnnamedMappings);
    for (const auto& [name, bytes] : mappings_) AddMapping(name, bytes);
    const int64_t self = result_.self_growth.value_or(0);
    rest_ = Subtract(rest_, self);
    unnamed = Subtract(unnamed, self);
    const std::optional<int64_t> in_use = FactGrowth(kInUse);
    rest_ = Subtract(rest_, in_use.value_or(result_.live_growth));
    if (in_use)
      result_.overhead_growth = Subtract(*in_use, result_.live_growth);
    TakeRetained(allocators);
    if (!knows_mappings_) return SetUnexplained();
    // What the allocator gave back may have been mapped anew by others.
    AddUnnamed(
        Add(unnamed, std::max<int64_t>(0, Subtract(0, in_use.value_or(0)))));
    SetUnexplained();
  }

 private:
  std::optional<int64_t> FactGrowth(const char* key) const {
    return Growth(Find(first_.memory, key), Find(last_.memory, key));
  }

  void TakeRetained(int64_t allocators) {
    const std::optional<int64_t> free = FactGrowth(kRetained);
    if (free) {
      result_.retained_growth = Share(rest_, *free);
    } else if (knows_mappings_) {
      result_.retained_growth = Share(rest_, std::max<int64_t>(allocators, 0));
    }
    rest_ = Subtract(rest_, result_.retained_growth.value_or(0));
  }

  void AddUnnamed(int64_t limit) {
    AddMapping(format::kUnnamedMappings, Share(rest_, limit));
  }

  void AddMapping(const std::string& name, int64_t bytes) {
    if (bytes == 0) return;
    result_.mappings.push_back({name, bytes});
    rest_ = Subtract(rest_, bytes);
  }

  void SetUnexplained() {
    std::sort(result_.mappings.begin(), result_.mappings.end(), LargerChange);
    result_.unexplained_growth = rest_;
    const auto grown = static_cast<double>(*result_.process_growth);
    if (grown <= 0) return;
    result_.share_explained =
        std::max(0.0, 1 - std::abs(static_cast<double>(rest_)) / grown);
  }

  const SnapshotInfo& first_;
  const SnapshotInfo& last_;
  MemoryReconciliation& result_;
  Facts mappings_;
  bool knows_mappings_;
  int64_t rest_;
};

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
  result.self_growth = Growth(SelfBytes(first), SelfBytes(last));
  if (result.process_growth) Splitter(first, last, &result).Split();
  return result;
}

}  // namespace leaktrace::report
