// See report_memory.h.
#include "report/cli/report_memory.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "preload/snapshot_format.h"
#include "report/analysis/growth_forecast.h"
#include "report/analysis/memory_reconciliation.h"
#include "report/analysis/time_units.h"
#include "report/cli/memory_blame.h"
#include "report/render/units.h"

namespace leaktrace::report {
namespace {

// Resident bytes per live byte, when the growth of both does not say.
constexpr double kMostResidentPerLive = 3;

struct Limit {
  const char* name;
  double limit_bytes;
  double used_bytes;
};

std::optional<double> Find(const SnapshotInfo& info, const char* key) {
  const auto found = info.memory.find(key);
  if (found == info.memory.end() || found->second <= 0) return std::nullopt;
  return static_cast<double>(found->second);
}

std::vector<Limit> LimitsOf(const SnapshotInfo& info) {
  struct Keys {
    const char* name;
    const char* limit;
    const char* used;
  };
  constexpr std::array kKeys = {
      Keys{"the cgroup's limit", "cgroup_limit_bytes", "cgroup_current_bytes"},
      Keys{"RLIMIT_DATA", "rlimit_data_bytes", "data_bytes"},
      // What of the address space is used is not known; what is resident
      // certainly is.
      Keys{"RLIMIT_AS", "rlimit_as_bytes", "rss_bytes"}};
  std::vector<Limit> limits;
  for (const Keys& keys : kKeys) {
    const std::optional<double> limit = Find(info, keys.limit);
    const std::optional<double> used = Find(info, keys.used);
    if (limit && used) limits.push_back({keys.name, *limit, *used});
  }
  return limits;
}

std::vector<GrowthVerdict> GrowingOwners(const ReportView& view) {
  std::vector<GrowthVerdict> growing;
  for (const OwnerRow& row : view.owners) {
    if (!row.alarm || !row.growth) continue;
    GrowthVerdict& verdict = growing.emplace_back();
    verdict.kind = GrowthKind::kGrowing;
    verdict.confidence = row.confidence.value_or(0);
    verdict.per_second =
        GrowthRate{row.growth->bytes_per_minute / kSecondsPerMinute,
                   row.growth->low / kSecondsPerMinute,
                   row.growth->high / kSecondsPerMinute};
  }
  return growing;
}

double ResidentPerLive(const MemoryView& memory) {
  if (!memory.process_growth || memory.live_growth <= 0) return 1;
  return std::clamp(static_cast<double>(*memory.process_growth) /
                        static_cast<double>(memory.live_growth),
                    1.0, kMostResidentPerLive);
}

std::string ForecastText(const Limit& limit, const TimeToLimit& time) {
  return "at this pace " + std::string(limit.name) + " of " +
         FormatBytes(limit.limit_bytes) + " is reached in " +
         FormatDuration(time.seconds) + " (" + FormatDuration(time.earliest_s) +
         " to " + FormatDuration(time.latest_s) + ")";
}

// Only the first limit that is met matters.
void AddForecast(const SnapshotInfo& last, ReportView* view) {
  const std::vector<GrowthVerdict> growing = GrowingOwners(*view);
  std::optional<TimeToLimit> soonest;
  std::string text;
  for (const Limit& limit : LimitsOf(last)) {
    const std::optional<TimeToLimit> time =
        ForecastLimit(growing, limit.limit_bytes - limit.used_bytes,
                      ResidentPerLive(view->memory));
    if (!time || (soonest && soonest->seconds <= time->seconds)) continue;
    soonest = time;
    text = ForecastText(limit, *time);
  }
  if (!soonest) return;
  view->memory.seconds_to_limit = soonest->seconds;
  view->memory.notes.push_back(text);
}

// Mappings are not looked at for every snapshot: those of the nearest one.
template <typename Iterator>
SnapshotInfo WithMappings(SnapshotInfo info, Iterator point, Iterator end) {
  point = std::find_if(point, end, [](const SeriesPoint& each) {
    return !each.info.mappings.empty();
  });
  if (point != end) info.mappings = point->info.mappings;
  return info;
}

// In words where the snapshot has a name in brackets.
std::string MappingName(const std::string& name) {
  if (name == format::kStackMappings) return kThreadStacks;
  if (name == format::kUnnamedMappings) return kAnonymousMappings;
  if (name == format::kOtherMappings) return "small mappings";
  if (name == "[stack]") return "stack of the main thread";
  return name.starts_with('/') ? "private pages of " + name : name;
}

}  // namespace

void SetMemory(const SnapshotSeries& series, MemoryView* memory) {
  const SeriesPoint& first = series.points.front();
  const SeriesPoint& last = series.points.back();
  memory->anonymous_bytes = AnonymousBytes(last.info);
  if (series.points.size() < 2) return;
  const MemoryReconciliation parts = ReconcileMemory(
      WithMappings(first.info, series.points.begin(), series.points.end()),
      first.totals.live_bytes,
      WithMappings(last.info, series.points.rbegin(), series.points.rend()),
      last.totals.live_bytes);
  memory->process_growth = parts.process_growth;
  memory->live_growth = parts.live_growth;
  memory->overhead_growth = parts.overhead_growth;
  memory->retained_growth = parts.retained_growth;
  memory->self_growth = parts.self_growth;
  memory->unexplained_growth = parts.unexplained_growth;
  memory->share_explained = parts.share_explained;
  for (const MappingGrowth& growth : parts.mappings) {
    memory->mappings.push_back({MappingName(growth.name), growth.bytes});
  }
}

void AddMemoryNotes(const SnapshotInfo& last, ReportView* view) {
  AddForecast(last, view);
  BlameMemory(last, view);
}

}  // namespace leaktrace::report
