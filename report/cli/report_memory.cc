// See report_memory.h.
#include "report/cli/report_memory.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "report/analysis/growth_forecast.h"
#include "report/analysis/time_units.h"
#include "report/render/units.h"

namespace leaktrace::report {
namespace {

// Growth of a process that is worth a word: 8 MiB and a tenth of what it has.
constexpr double kNotableGrowthBytes = 8 << 20;
constexpr double kNotableShare = .1;
// The live heap is flat if it explains less than a quarter of that, and one
// part is to blame if it is half.
constexpr double kFlatShare = .25;
constexpr double kBlamedShare = .5;
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

// By the file name of the library that provides malloc.
std::string RemedyOf(const SnapshotInfo& info) {
  const auto provider = info.providers.find("malloc");
  const std::string path =
      provider == info.providers.end() ? std::string() : provider->second;
  const auto is = [&path](std::string_view name) {
    return path.find(name) != std::string::npos;
  };
  if (is("jemalloc")) {
    return "try MALLOC_CONF=background_thread:true,dirty_decay_ms:1000";
  }
  if (is("tcmalloc")) {
    return "try TCMALLOC_RELEASE_RATE=10, or call ReleaseFreeMemory()";
  }
  if (is("mimalloc")) return "try MIMALLOC_PURGE_DELAY=0";
  return "try MALLOC_ARENA_MAX=2 and MALLOC_TRIM_THRESHOLD_=131072, call "
         "malloc_trim(0) when idle, or use jemalloc";
}

// The heap is flat, the process is not.
void AddBlame(const SnapshotInfo& last, ReportView* view) {
  const MemoryView& memory = view->memory;
  if (!memory.process_growth) return;
  const auto growth = static_cast<double>(*memory.process_growth);
  const auto anonymous =
      static_cast<double>(memory.anonymous_bytes.value_or(0));
  if (growth < std::max(kNotableGrowthBytes, kNotableShare * anonymous) ||
      static_cast<double>(memory.live_growth) > kFlatShare * growth) {
    return;
  }
  const std::string flat =
      "the heap is flat, but the process grew by " + FormatBytes(growth) + ": ";
  const auto share = [growth](std::optional<int64_t> part) {
    return static_cast<double>(part.value_or(0)) / growth;
  };
  std::vector<std::string>& notes = view->memory.notes;
  if (share(memory.retained_growth) >= kBlamedShare) {
    notes.push_back(flat +
                    "the allocator keeps what was freed (fragmentation or "
                    "caching); " +
                    RemedyOf(last));
  } else if (share(memory.self_growth) >= kBlamedShare) {
    notes.push_back(flat +
                    "leaktrace's own tables filled; raise LEAKTRACE_INTERVAL "
                    "or lower LEAKTRACE_MEMORY");
  } else if (share(memory.other_growth) >= kBlamedShare) {
    notes.push_back(flat +
                    "memory outside of the allocator, as stacks of threads or "
                    "mmap; compare /proc/PID/smaps at two times");
  }
}

}  // namespace

void AddMemoryNotes(const SnapshotInfo& last, ReportView* view) {
  AddForecast(last, view);
  AddBlame(last, view);
}

}  // namespace leaktrace::report
