// A series of snapshots of one process, reduced to what reports and the growth
// analysis need: per owner one row of sums and survivors per snapshot. Profiles
// pass through one at a time and are not kept.
#ifndef LEAKTRACE_REPORT_ANALYSIS_SNAPSHOT_SERIES_H_
#define LEAKTRACE_REPORT_ANALYSIS_SNAPSHOT_SERIES_H_

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
  // present. No cells for foreign profiles, which know no births.
  OwnerSeries survivors;
};

struct SnapshotSeries {
  std::vector<SeriesPoint> points;   // by sequence
  std::vector<OwnerHistory> owners;  // by owner id
  // False if some snapshot does not say when it was taken; then time_s is 0.
  bool has_times = false;
};

// Whose a sample is. Ids are the caller's; the same owner must get the same id
// in every profile.
using OwnerOf = std::function<uint32_t(const Profile&, const Sample&)>;

// Called with each profile before its samples are given to OwnerOf, so that it
// can be symbolised, or looked at.
using PrepareProfile = std::function<absl::Status(Profile&)>;

// Reads `paths` in any order. InvalidArgument, naming both files, if two are
// of different processes or have the same sequence.
absl::StatusOr<SnapshotSeries> LoadSeries(const std::vector<std::string>& paths,
                                          const PrepareProfile& prepare,
                                          const OwnerOf& owner_of);

// The same for a directory that a running process may be thinning out: files
// that have vanished since it was listed are left out.
absl::StatusOr<SnapshotSeries> LoadSeries(const SnapshotDirectory& directory,
                                          const PrepareProfile& prepare,
                                          const OwnerOf& owner_of);

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_ANALYSIS_SNAPSHOT_SERIES_H_
