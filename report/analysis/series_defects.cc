// See series_defects.h.
#include "report/analysis/series_defects.h"

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_format.h"
#include "report/analysis/time_units.h"

namespace leaktrace::report {
namespace {

// Clocks are slewed a little all the time.
constexpr double kJumpSeconds = 5;

// Sequences that are numbered by the process, not by their position.
void AddGaps(const SnapshotSeries& series, std::vector<std::string>* defects) {
  const SeriesPoint& first = series.points.front();
  const SeriesPoint& last = series.points.back();
  if (!first.info.sequence || !last.info.sequence) return;
  const double span = static_cast<double>(last.sequence) -
                      static_cast<double>(first.sequence) + 1;
  const double missing = span - static_cast<double>(series.snapshots);
  if (missing <= 0) return;
  defects->push_back(
      std::to_string(std::llround(missing)) +
      (missing > 1 ? " snapshots" : " snapshot") +
      " between the first and the last missing (thinned out, failed or not "
      "given); births of that time count in the next one");
}

double WallSeconds(const SeriesPoint& point) {
  return static_cast<double>(point.info.time_ns) / kNsPerSecond;
}

double UpSeconds(const SeriesPoint& point) {
  return static_cast<double>(point.info.uptime_ns.value_or(0)) / kNsPerSecond;
}

void AddClockJumps(const SnapshotSeries& series,
                   std::vector<std::string>* defects) {
  int jumps = 0;
  for (size_t i = 1; i < series.points.size(); ++i) {
    const SeriesPoint& before = series.points[i - 1];
    const SeriesPoint& after = series.points[i];
    if (!before.info.uptime_ns || !after.info.uptime_ns ||
        before.info.time_ns == 0 || after.info.time_ns == 0) {
      continue;
    }
    const double wall = WallSeconds(after) - WallSeconds(before);
    const double up = UpSeconds(after) - UpSeconds(before);
    if (std::abs(wall - up) > kJumpSeconds) ++jumps;
  }
  if (jumps == 0) return;
  defects->push_back("the clock was set " + std::to_string(jumps) +
                     (jumps == 1 ? " time" : " times") +
                     " during the series; rates are of the time since the "
                     "start of the process");
}

// The share of the time in [begin, end] in which the process was kept waiting.
std::optional<double> WaitedShare(const SeriesPoint& begin,
                                  const SeriesPoint& end) {
  if (!begin.info.waited_ns || !end.info.waited_ns ||
      end.time_s <= begin.time_s) {
    return std::nullopt;
  }
  const auto waited_ns =
      static_cast<double>(*end.info.waited_ns - *begin.info.waited_ns);
  return waited_ns / kNsPerSecond / (end.time_s - begin.time_s);
}

// Waits that are always the same change no rate.
void AddWaits(const SnapshotSeries& series, std::vector<std::string>* defects) {
  constexpr double kNotableChange = .2;
  const SeriesPoint& middle = series.points[series.points.size() / 2];
  const auto early = WaitedShare(series.points.front(), middle);
  const auto late = WaitedShare(middle, series.points.back());
  if (!early || !late || std::abs(*early - *late) < kNotableChange) return;
  defects->push_back(absl::StrFormat(
      "the process was kept waiting for a processor, %.0f %% of the time in "
      "the first half of the series and %.0f %% in the second; growth is held "
      "against the rest of the time",
      100 * *early, 100 * *late));
}

}  // namespace

std::vector<std::string> SeriesDefects(const SnapshotSeries& series) {
  std::vector<std::string> defects;
  if (series.points.empty()) return defects;
  AddGaps(series, &defects);
  AddClockJumps(series, &defects);
  AddWaits(series, &defects);
  return defects;
}

}  // namespace leaktrace::report
