// A series of snapshots of one process, reduced to what reports and the growth
// analysis need: per owner one row of sums and survivors per snapshot. Profiles
// are read ahead by several threads, pass through, and are not kept.
#ifndef LEAKTRACE_REPORT_ANALYSIS_SNAPSHOT_SERIES_H_
#define LEAKTRACE_REPORT_ANALYSIS_SNAPSHOT_SERIES_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "report/analysis/owner_series.h"
#include "report/analysis/totals.h"
#include "report/profile/profile.h"
#include "report/profile/snapshot_directory.h"

namespace leaktrace::report {

struct SeriesPoint {
  std::string source;  // the file
  SnapshotInfo info;
  // Of the snapshot; its position in the series if it does not say.
  int64_t sequence = 0;
  double time_s = 0;  // since the process started, or since the first point
  Totals totals;      // of all samples
};

struct OwnerHistory {
  uint32_t owner = 0;
  std::vector<Totals> totals;  // one for each point, zero before its first
  // The same points with survivors by birth: what AnalyzeGrowth wants. A birth
  // whose snapshot is missing (thinned out, failed) belongs to the next one
  // present. No cells for foreign profiles, which know no births. Of more than
  // 256 points only every 2nd, 4th... has a row, ending at the last.
  OwnerSeries survivors;
};

struct SnapshotSeries {
  // By sequence; of more than 512 snapshots only every 2nd, 4th..., the first,
  // the last, and the first of each mark.
  std::vector<SeriesPoint> points;
  size_t snapshots = 0;              // that were read
  std::vector<OwnerHistory> owners;  // by owner id
  // False if some snapshot does not say when it was taken; then time_s is 0.
  bool has_times = false;
};

// Not an owner: the stack is only in the totals of the points.
inline constexpr uint32_t kNotShown = ~uint32_t{0};

// Whose a stack is, asked once for each: `sample` has its locations and labels,
// and no values. Ids are the caller's, small numbers from 0 on,
// or kNotShown.
using OwnerOf =
    std::function<uint32_t(const Profile& tables, const Sample& sample)>;

// Called with what all snapshots so far refer to, whenever there are new
// locations, so that they can be symbolised before OwnerOf sees them. It is the
// same profile each time, and only grows.
using PrepareProfile = std::function<absl::Status(Profile& tables)>;

// Told after each file how many of how many are done.
using SeriesProgress = std::function<void(size_t done, size_t all)>;

// Reads `paths` in any order. InvalidArgument, naming both files, if two are
// of different processes or have the same sequence.
absl::StatusOr<SnapshotSeries> LoadSeries(const std::vector<std::string>& paths,
                                          const PrepareProfile& prepare,
                                          const OwnerOf& owner_of,
                                          const SeriesProgress& progress = {});

// The same for a directory that a running process may be thinning out: files
// that have vanished since it was listed are left out.
absl::StatusOr<SnapshotSeries> LoadSeries(const SnapshotDirectory& directory,
                                          const PrepareProfile& prepare,
                                          const OwnerOf& owner_of,
                                          const SeriesProgress& progress = {});

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_ANALYSIS_SNAPSHOT_SERIES_H_
