// The errors follow GROWTH.md section 4: births after A and deaths since A
// carry noise, and R^2 stands for one sample that may have been missed.
#include "report/analysis/profile_diff.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "report/analysis/normal_interval.h"

namespace leaktrace::report {
namespace {

// One pseudo-sample of the coarser side.
double MissedSampleVariance(const SnapshotInfo& base,
                            const SnapshotInfo& head) {
  const int64_t interval = std::max(base.exact ? 0 : base.interval_bytes,
                                    head.exact ? 0 : head.interval_bytes);
  return static_cast<double>(interval) * static_cast<double>(interval);
}

double VarianceOf(const OwnerGroup& group, int32_t birth) {
  const auto entry = group.births.find(birth);
  return entry == group.births.end() ? 0 : entry->second.variance;
}

// Samples only disappear from a birth interval that is over, and variances add
// up over samples: what is missing in B is the variance of the deaths.
double SameRunVariance(const OwnerGroup& base, const OwnerGroup& head,
                       int64_t base_sequence) {
  double variance = 0;
  for (const auto& [birth, totals] : head.births) {
    if (birth > base_sequence) variance += totals.variance;
  }
  for (const auto& [birth, totals] : base.births) {
    variance += std::max(0.0, totals.variance - VarianceOf(head, birth));
  }
  return variance;
}

DiffRow MakeRow(const GroupKey& key, const OwnerGroup& base,
                const OwnerGroup& head) {
  DiffRow row;
  row.key = key;
  row.base = base.totals;
  row.head = head.totals;
  row.live_bytes = head.totals.live_bytes - base.totals.live_bytes;
  row.live_objects = head.totals.live_objects - base.totals.live_objects;
  return row;
}

bool MoreToReport(const DiffRow& a, const DiffRow& b) {
  const int64_t a_size = std::abs(a.live_bytes);
  const int64_t b_size = std::abs(b.live_bytes);
  return a_size != b_size ? a_size > b_size : a.key < b.key;
}

// Keys of one side alone, by the name of the function; where a name comes twice
// nobody can tell which is which.
std::map<std::string, const GroupKey*> OnlyIn(const OwnerGroups& groups,
                                              const OwnerGroups& others) {
  std::map<std::string, const GroupKey*> only;
  for (const auto& [key, group] : groups) {
    if (others.contains(key)) continue;
    const auto [entry, is_new] = only.emplace(key.name, &key);
    if (!is_new) entry->second = nullptr;
  }
  return only;
}

// Code that moved to another module between two builds, from base to head.
std::map<GroupKey, GroupKey> MovedKeys(const OwnerGroups& base,
                                       const OwnerGroups& head) {
  std::map<GroupKey, GroupKey> moved;
  const auto arrived = OnlyIn(head, base);
  for (const auto& [name, key] : OnlyIn(base, head)) {
    const auto match = arrived.find(name);
    if (key == nullptr || match == arrived.end() || match->second == nullptr ||
        key->module.empty()) {
      continue;
    }
    moved.emplace(*key, *match->second);
  }
  return moved;
}

GroupKey MovedTo(const GroupKey& from, const GroupKey& to) {
  return {from.name, from.module + " -> " + to.module};
}

}  // namespace

bool IsSameRun(const SnapshotInfo& base, const SnapshotInfo& head) {
  return base.from_leaktrace && head.from_leaktrace && base.sequence &&
         head.sequence && *base.sequence <= *head.sequence && base.pid &&
         base.pid == head.pid && base.start_time_ns &&
         base.start_time_ns == head.start_time_ns && base.host == head.host;
}

std::vector<DiffRow> DiffGroups(const OwnerGroups& base_groups,
                                const SnapshotInfo& base,
                                const OwnerGroups& head_groups,
                                const SnapshotInfo& head) {
  const bool same_run = IsSameRun(base, head);
  const double missed = MissedSampleVariance(base, head);
  const OwnerGroup nothing;
  std::vector<DiffRow> rows;
  const auto add = [&](const GroupKey& key, const OwnerGroup& a,
                       const OwnerGroup& b) {
    DiffRow row = MakeRow(key, a, b);
    const double variance = same_run ? SameRunVariance(a, b, *base.sequence)
                                     : a.totals.variance + b.totals.variance;
    row.stddev_bytes = std::sqrt(variance + missed);
    row.noise = std::abs(static_cast<double>(row.live_bytes)) <=
                kNormal95 * row.stddev_bytes;
    rows.push_back(std::move(row));
  };
  // No code moves while it runs.
  const std::map<GroupKey, GroupKey> moved =
      same_run ? std::map<GroupKey, GroupKey>()
               : MovedKeys(base_groups, head_groups);
  std::set<GroupKey> arrived;
  for (const auto& [key, group] : base_groups) {
    if (const auto to = moved.find(key); to != moved.end()) {
      arrived.insert(to->second);
      add(MovedTo(key, to->second), group, head_groups.at(to->second));
      continue;
    }
    const auto match = head_groups.find(key);
    add(key, group, match == head_groups.end() ? nothing : match->second);
  }
  for (const auto& [key, group] : head_groups) {
    if (!base_groups.contains(key) && !arrived.contains(key)) {
      add(key, nothing, group);
    }
  }
  std::sort(rows.begin(), rows.end(), MoreToReport);
  return rows;
}

}  // namespace leaktrace::report
