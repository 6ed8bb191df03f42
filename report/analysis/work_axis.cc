// Work is a fact of the snapshot; every owner's row has a copy of it.
#include "report/analysis/work_axis.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>

#include "absl/strings/str_format.h"
#include "report/analysis/owner_series.h"
#include "report/analysis/time_units.h"

namespace leaktrace::report {
namespace {

// Beyond this a double knows no single units any more.
constexpr double kMostWork = 9e15;

using WorkOf = std::function<std::optional<double>(const SeriesPoint&)>;

void Set(const WorkOf& work_of, SnapshotSeries* series) {
  std::map<int64_t, std::optional<double>> by_sequence;
  for (SeriesPoint& point : series->points) {
    const std::optional<double> work = work_of(point);
    by_sequence[point.sequence] = work;
    point.info.work.reset();
    if (work) point.info.work = std::llround(std::min(*work, kMostWork));
  }
  for (OwnerHistory& owner : series->owners) {
    for (SeriesRow& row : owner.survivors.rows) {
      row.work = by_sequence[row.sequence];
    }
  }
}

double TimeOf(const SeriesPoint& point, const WorkCounter& counter) {
  return counter.is_unix_time()
             ? static_cast<double>(point.info.time_ns) / kNsPerSecond
             : point.time_s;
}

std::string Seconds(double begin, double end) {
  return absl::StrFormat("%.0f s to %.0f s", begin, end);
}

}  // namespace

absl::Status SetWork(const WorkCounter& counter, SnapshotSeries* series) {
  if (series->points.empty()) return absl::OkStatus();
  const double begin = TimeOf(series->points.front(), counter);
  const double end = TimeOf(series->points.back(), counter);
  if (counter.last_time_s() <= begin || counter.first_time_s() >= end) {
    return absl::InvalidArgumentError(
        "its times, " + Seconds(counter.first_time_s(), counter.last_time_s()) +
        ", are not those of the series, " + Seconds(begin, end) +
        "; write seconds since the program's start, or Unix times");
  }
  Set(
      [&](const SeriesPoint& point) {
        return counter.At(TimeOf(point, counter));
      },
      series);
  return absl::OkStatus();
}

std::string UncountedTime(const WorkCounter& counter,
                          const SnapshotSeries& series) {
  constexpr double kNotableShare = .1;
  if (series.points.empty()) return "";
  const double begin = TimeOf(series.points.front(), counter);
  const double end = TimeOf(series.points.back(), counter);
  const double uncounted = std::max(counter.first_time_s() - begin, 0.0) +
                           std::max(end - counter.last_time_s(), 0.0);
  if (uncounted <= kNotableShare * (end - begin)) return "";
  return "it counts work from " +
         Seconds(counter.first_time_s(), counter.last_time_s()) +
         " only, the series is from " + Seconds(begin, end) +
         ": what grows at other times has no work";
}

void SetWorkFromAllocations(SnapshotSeries* series) {
  Set(
      [](const SeriesPoint& point) {
        return static_cast<double>(point.totals.alloc_objects);
      },
      series);
}

void ForgetWork(SnapshotSeries* series) {
  Set([](const SeriesPoint&) { return std::optional<double>(); }, series);
}

}  // namespace leaktrace::report
