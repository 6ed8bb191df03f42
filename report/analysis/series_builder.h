// Collects profiles into a SnapshotSeries, in whatever order they come; only
// Build() knows all of them, so births stay raw snapshot numbers until then.
#ifndef LEAKTRACE_REPORT_ANALYSIS_SERIES_BUILDER_H_
#define LEAKTRACE_REPORT_ANALYSIS_SERIES_BUILDER_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "report/analysis/snapshot_series.h"
#include "report/analysis/snapshot_sums.h"
#include "report/analysis/stack_index.h"
#include "report/profile/profile_digest.h"

namespace leaktrace::report {

class SeriesBuilder {
 public:
  // `expected` profiles will come, by sequence; 0: not known. Of a long series
  // only every 2nd, 4th... keeps its survivors by birth, ending at the last.
  SeriesBuilder(PrepareProfile prepare, OwnerOf owner_of, size_t expected);

  // InvalidArgument if `profile` is of another process than the first one.
  absl::Status Add(const ProfileDigest& profile);
  // One of the expected has vanished.
  void Skip() { ++position_; }
  bool empty() const { return snapshots_.empty(); }

  // The object is used up. InvalidArgument if two have the same sequence.
  absl::StatusOr<SnapshotSeries> Build();

 private:
  struct Snapshot {
    SeriesPoint point;
    SnapshotSums sums;
    bool has_births = false;
  };

  absl::Status FindOwners(const ProfileDigest& profile);
  bool KeepsBirths() const;
  absl::Status SortBySequence();
  void SortByTime();
  bool SetTimes();
  void AddSums(const std::vector<int64_t>& sequences, size_t index, size_t row,
               std::vector<OwnerHistory>& histories) const;
  std::vector<OwnerHistory> EmptyOwners() const;
  std::vector<OwnerHistory> BuildOwners();

  PrepareProfile prepare_;
  OwnerOf owner_of_;
  size_t stride_ = 1;
  size_t expected_ = 0;
  size_t position_ = 0;
  StackIndex stacks_;
  std::vector<uint32_t> owners_;      // by stack number
  std::vector<uint32_t> row_owners_;  // of the profile at hand, by its stacks
  size_t prepared_locations_ = 0;
  SumsBuilder sums_;
  std::vector<Snapshot> snapshots_;
};

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_ANALYSIS_SERIES_BUILDER_H_
