// Collects profiles into a SnapshotSeries, in whatever order they come; only
// Build() knows all of them, so births stay raw snapshot numbers until then.
#ifndef LEAKTRACE_REPORT_ANALYSIS_SERIES_BUILDER_H_
#define LEAKTRACE_REPORT_ANALYSIS_SERIES_BUILDER_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "report/analysis/snapshot_series.h"
#include "report/analysis/snapshot_sums.h"
#include "report/analysis/stack_index.h"
#include "report/profile/profile_digest.h"

namespace leaktrace::report {

enum class SeriesOrder { kBySequence, kAny };

// What it keeps does not grow with the number of snapshots: of a long series
// only every 2nd, 4th... becomes a point, and fewer keep their survivors by
// birth. The first, the newest and the first of each mark are always points.
class SeriesBuilder {
 public:
  static constexpr size_t kMaxPoints = 512;

  // `expected` profiles will come.
  SeriesBuilder(PrepareProfile prepare, OwnerOf owner_of, size_t expected,
                SeriesOrder order);

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

  absl::Status Keep(const ProfileDigest& profile, bool has_births);
  absl::Status FindOwners(const ProfileDigest& profile);
  bool IsOnGrid(size_t stride) const;
  bool IsFirstOfMark(const SnapshotInfo& info);
  bool IsNewest(const SnapshotInfo& info) const;
  // Makes room for a newer one that is a point only while it is the newest.
  void DropFormerNewest();
  absl::Status SortBySequence();
  void SortByTime();
  bool SetTimes();
  void AddSums(const std::vector<int64_t>& sequences, size_t index, size_t row,
               std::vector<OwnerHistory>& histories) const;
  std::vector<OwnerHistory> EmptyOwners() const;
  std::vector<OwnerHistory> BuildOwners();

  PrepareProfile prepare_;
  OwnerOf owner_of_;
  SeriesOrder order_;
  size_t point_stride_ = 1;
  size_t birth_stride_ = 1;
  size_t expected_ = 0;
  size_t position_ = 0;
  size_t read_ = 0;
  SnapshotInfo first_;
  std::string first_source_;
  std::optional<size_t> newest_;  // in snapshots_, and on no grid
  std::set<std::string> marks_;
  StackIndex stacks_;
  std::vector<uint32_t> owners_;      // by stack number
  std::vector<uint32_t> row_owners_;  // of the profile at hand, by its stacks
  size_t prepared_locations_ = 0;
  SumsBuilder sums_;
  std::vector<Snapshot> snapshots_;
};

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_ANALYSIS_SERIES_BUILDER_H_
