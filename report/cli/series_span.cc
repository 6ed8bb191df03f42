// See series_span.h.
#include "report/cli/series_span.h"

#include <algorithm>
#include <cstddef>
#include <set>
#include <vector>

#include "absl/strings/str_join.h"
#include "report/analysis/growth_analysis.h"

namespace leaktrace::report {
namespace {

void DropLast(SnapshotSeries* series) {
  series->points.pop_back();
  --series->snapshots;
  for (OwnerHistory& owner : series->owners) {
    owner.totals.pop_back();
    std::vector<SeriesRow>& rows = owner.survivors.rows;
    while (!rows.empty() &&
           rows.back().sequence > series->points.back().sequence) {
      rows.pop_back();
    }
  }
}

// What was alive before the first snapshot left is the base then.
void DropBefore(size_t index, SnapshotSeries* series) {
  const auto drop = [index](auto& values) {
    values.erase(values.begin(),
                 values.begin() + static_cast<ptrdiff_t>(index));
  };
  // Of a long series only some are points, evenly.
  series->snapshots -= index * series->snapshots / series->points.size();
  drop(series->points);
  const int64_t first = series->points.front().sequence;
  for (OwnerHistory& owner : series->owners) {
    drop(owner.totals);
    std::erase_if(owner.survivors.rows, [first](const SeriesRow& row) {
      return row.sequence < first;
    });
  }
}

}  // namespace

std::optional<int64_t> SetExitApart(SnapshotSeries* series) {
  constexpr size_t kEnoughWithout = 2;
  constexpr double kShutdownSeconds = 2;
  constexpr double kShutdownShare = .1;
  if (series->points.size() <= kEnoughWithout ||
      series->points.back().info.reason != "exit") {
    return std::nullopt;
  }
  const double end_s = series->points.back().time_s;
  const double shutdown_s =
      std::min(kShutdownSeconds,
               kShutdownShare * (end_s - series->points.front().time_s));
  const int64_t alive = series->points.back().totals.live_bytes;
  DropLast(series);
  while (series->points.size() > 2 * kMinGrowthSnapshots &&
         end_s - series->points.back().time_s < shutdown_s) {
    DropLast(series);
  }
  return alive;
}

absl::Status StartAtMark(const std::string& mark, SnapshotSeries* series) {
  if (mark.empty()) return absl::OkStatus();
  std::set<std::string> marks;
  for (size_t i = 0; i < series->points.size(); ++i) {
    const std::string& set = series->points[i].info.mark;
    if (set == mark) {
      DropBefore(i, series);
      return absl::OkStatus();
    }
    if (!set.empty()) marks.insert("'" + set + "'");
  }
  return absl::InvalidArgumentError(
      "--since: no snapshot has the mark '" + mark + "'; " +
      (marks.empty() ? "the program set none with leaktrace_mark"
                     : "there are " + absl::StrJoin(marks, ", ")));
}

}  // namespace leaktrace::report
