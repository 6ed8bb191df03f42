// Collects profiles into a SnapshotSeries, in whatever order they come; only
// Build() knows all of them, so births stay raw snapshot numbers until then.
#ifndef LEAKTRACE_REPORT_ANALYSIS_SERIES_BUILDER_H_
#define LEAKTRACE_REPORT_ANALYSIS_SERIES_BUILDER_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <vector>

#include "absl/status/statusor.h"
#include "report/analysis/snapshot_series.h"

namespace leaktrace::report {

class SeriesBuilder {
 public:
  explicit SeriesBuilder(OwnerOf owner_of);

  // InvalidArgument if `profile` is of another process than the first one.
  absl::Status Add(const Profile& profile);
  bool empty() const { return snapshots_.empty(); }

  // The object is used up. InvalidArgument if two have the same sequence.
  absl::StatusOr<SnapshotSeries> Build();

 private:
  // One owner at one snapshot.
  struct OwnerRow {
    Totals totals;
    std::map<int64_t, Totals> births;  // by snapshot number
  };
  struct Snapshot {
    SeriesPoint point;
    std::map<uint32_t, OwnerRow> owners;
  };

  absl::Status SortBySequence();
  void SortByTime();
  bool SetTimes();
  void AddRow(const std::vector<int64_t>& sequences, size_t index,
              const OwnerRow& row, OwnerHistory& history) const;
  std::vector<OwnerHistory> BuildOwners() const;

  OwnerOf owner_of_;
  std::vector<Snapshot> snapshots_;
};

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_ANALYSIS_SERIES_BUILDER_H_
