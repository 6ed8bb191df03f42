// One row per group of the difference, completed from the last snapshot.
#include "report/cli/report_rows.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "report/analysis/frame_table.h"
#include "report/analysis/normal_interval.h"
#include "report/analysis/owner_grouping.h"
#include "report/analysis/owner_types.h"
#include "report/analysis/profile_diff.h"

namespace leaktrace::report {
namespace {

void SetTotals(const Totals& totals, OwnerRow* row) {
  row->live_bytes = totals.live_bytes;
  row->live_objects = totals.live_objects;
  row->error_bytes = kNormal95 * totals.stddev_bytes();
  row->samples = totals.sampled_objects;
  row->alloc_bytes = totals.alloc_bytes;
  row->alloc_objects = totals.alloc_objects;
}

void SetChange(const DiffRow& diff, const ReportSpan& span, OwnerRow* row) {
  if (!span.has_change) return;
  row->change_bytes = diff.live_bytes;
  row->change_objects = diff.live_objects;
  row->change_error_bytes = kNormal95 * diff.stddev_bytes;
  if (span.seconds > 0) {
    row->bytes_per_minute =
        static_cast<double>(diff.live_bytes) / span.seconds * 60;
  }
}

void SetBirths(const OwnerGroup& group, const SnapshotInfo& info,
               OwnerRow* row) {
  if (!info.sequence || group.births.contains(kNoBirth)) return;
  row->births_alive = static_cast<int64_t>(group.births.size());
  // Interval k ends with snapshot k, and the first is 0.
  row->births_total = *info.sequence + 1;
}

std::vector<PathRow> MakePath(const Profile& profile, FrameTable* frames,
                              const OwnerGroup& group) {
  const std::vector<const Frame*> stack =
      frames->Stack(profile.samples[group.example_sample].locations);
  std::vector<PathRow> path;
  for (size_t i = 0; i < stack.size(); ++i) {
    const Frame& frame = *stack[i];
    path.push_back({frame.function, frame.module, frame.file, frame.line,
                    frame.inlined, i == group.example_owner});
  }
  return path;
}

void SetTypes(const std::vector<TypeInstances>& types, OwnerRow* row) {
  for (const TypeInstances& type : types) {
    row->types.push_back({type.type, type.live_objects, type.live_bytes});
  }
}

void Sort(std::vector<OwnerRow>* rows) {
  const auto key = [](const OwnerRow& row) {
    const int64_t size =
        row.grew() ? row.change_bytes.value_or(0) : row.live_bytes;
    return std::tuple(!row.grew(), -size, row.name, row.module);
  };
  std::sort(
      rows->begin(), rows->end(),
      [&](const OwnerRow& a, const OwnerRow& b) { return key(a) < key(b); });
}

// The whole profile as one group, so that the total has one error of its own.
OwnerGroups AsOneGroup(const Profile& profile) {
  OwnerGroups groups;
  OwnerGroup& group = groups[{"total", ""}];
  for (const Sample& sample : profile.samples) {
    group.totals.Add(sample);
    if (sample.live_bytes != 0) group.births[sample.birth].Add(sample);
  }
  return groups;
}

OwnerRow TotalRow(const Profile& first, const Profile& last,
                  const ReportSpan& span) {
  const OwnerGroups groups = AsOneGroup(last);
  OwnerRow row;
  SetTotals(groups.begin()->second.totals, &row);
  SetBirths(groups.begin()->second, last.info, &row);
  SetChange(
      DiffGroups(AsOneGroup(first), first.info, groups, last.info).front(),
      span, &row);
  return row;
}

double NamedFraction(const OwnerGroups& groups) {
  int64_t named = 0;
  int64_t all = 0;
  for (const auto& [key, group] : groups) {
    named += group.named_live_bytes;
    all += group.totals.live_bytes;
  }
  return all > 0 ? static_cast<double>(named) / static_cast<double>(all) : 1;
}

}  // namespace

ReportRows MakeReportRows(const Profile& first, const Profile& last,
                          const FrameRules& rules, GroupBy by,
                          const ReportSpan& span) {
  const OwnerGroups groups = GroupByOwner(last, rules, by);
  // Of a grouping by type they would say the same again.
  const auto types = by == GroupBy::kType
                         ? std::map<GroupKey, std::vector<TypeInstances>>()
                         : TypesByOwner(last, rules, by);
  FrameTable frames(last, rules);
  ReportRows rows;
  rows.total = TotalRow(first, last, span);
  rows.symbolized_fraction = NamedFraction(groups);
  for (const DiffRow& diff : DiffGroups(GroupByOwner(first, rules, by),
                                        first.info, groups, last.info)) {
    OwnerRow row;
    row.name = diff.key.name;
    row.module = diff.key.module;
    SetTotals(diff.head, &row);
    SetChange(diff, span, &row);
    row.instances = InstancesOf(by, diff.key, diff.head);
    if (const auto held = types.find(diff.key); held != types.end()) {
      SetTypes(held->second, &row);
    }
    if (const auto group = groups.find(diff.key); group != groups.end()) {
      SetBirths(group->second, last.info, &row);
      row.path = MakePath(last, &frames, group->second);
    }
    rows.owners.push_back(std::move(row));
  }
  Sort(&rows.owners);
  return rows;
}

}  // namespace leaktrace::report
