// See series_builder.h.
#include "report/analysis/series_builder.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/str_format.h"
#include "report/analysis/cohort_matrix.h"
#include "report/analysis/time_units.h"

namespace leaktrace::report {
namespace {

// The analysis looks at no more than half of them.
constexpr size_t kMaxBirthRows = 2 * CohortMatrix::kMaxRows;
constexpr size_t kMaxMarks = 64;

template <typename Value>
bool Differ(const std::optional<Value>& a, const std::optional<Value>& b) {
  return a.has_value() && b.has_value() && *a != *b;
}

// By what snapshots are put in order.
std::pair<int64_t, int64_t> AgeOf(const SnapshotInfo& info) {
  return {info.sequence.value_or(0), info.time_ns};
}

bool SameProcess(const SnapshotInfo& a, const SnapshotInfo& b) {
  return !Differ(a.pid, b.pid) && !Differ(a.start_time_ns, b.start_time_ns) &&
         (a.host.empty() || b.host.empty() || a.host == b.host);
}

absl::Status DifferentProcesses(const std::string& first,
                                const std::string& second) {
  return absl::InvalidArgumentError(absl::StrFormat(
      "%s and %s are snapshots of different processes; give the snapshots of "
      "one process (one directory under leaktrace.out), or use `leaktrace "
      "diff` to compare two runs",
      first, second));
}

// The row that closes the birth interval: the first that was taken at or after
// its end. A birth beyond its own snapshot cannot be; it counts as the newest.
int64_t EpochOf(int64_t birth, const std::vector<int64_t>& sequences,
                int64_t own_sequence) {
  const auto closing =
      std::lower_bound(sequences.begin(), sequences.end(), birth);
  return closing == sequences.end() ? own_sequence
                                    : std::min(*closing, own_sequence);
}

// Cohorts of one owner come by birth; those of one epoch become one cell.
void AddCell(int64_t epoch, const SnapshotSums::Cohort& cohort,
             std::vector<CohortCell>& cells) {
  const CohortCell cell = {epoch, static_cast<double>(cohort.sampled_objects),
                           static_cast<double>(cohort.live_bytes),
                           cohort.squared_norm, cohort.variance};
  if (cells.empty() || cells.back().epoch != epoch) {
    cells.push_back(cell);
    return;
  }
  CohortCell& sum = cells.back();
  sum.sampled_objects += cell.sampled_objects;
  sum.bytes += cell.bytes;
  *sum.squared_norm += *cell.squared_norm;
  *sum.variance += *cell.variance;
}

SeriesRow EmptyRow(const SeriesPoint& point) {
  SeriesRow row;
  row.sequence = point.sequence;
  row.time_s = point.time_s;
  row.interval_bytes = static_cast<double>(point.info.interval_bytes);
  row.allocated = static_cast<double>(point.totals.alloc_objects);
  if (point.info.waited_ns) {
    row.waited_s = static_cast<double>(*point.info.waited_ns) / kNsPerSecond;
  }
  if (point.info.work) row.work = static_cast<double>(*point.info.work);
  return row;
}

}  // namespace

SeriesBuilder::SeriesBuilder(PrepareProfile prepare, OwnerOf owner_of,
                             size_t expected, SeriesOrder order)
    : prepare_(std::move(prepare)),
      owner_of_(std::move(owner_of)),
      order_(order),
      expected_(expected) {
  while (expected / point_stride_ > kMaxPoints) point_stride_ *= 2;
  if (order == SeriesOrder::kAny) return;
  while (expected / birth_stride_ > kMaxBirthRows) birth_stride_ *= 2;
}

// Ends at the last one.
bool SeriesBuilder::IsOnGrid(size_t stride) const {
  return (expected_ - 1 - position_) % stride == 0;
}

bool SeriesBuilder::IsFirstOfMark(const SnapshotInfo& info) {
  return !info.mark.empty() && marks_.size() < kMaxMarks &&
         marks_.insert(info.mark).second;
}

bool SeriesBuilder::IsNewest(const SnapshotInfo& info) const {
  return std::none_of(snapshots_.begin(), snapshots_.end(),
                      [&](const Snapshot& other) {
                        return AgeOf(info) < AgeOf(other.point.info);
                      });
}

void SeriesBuilder::DropFormerNewest() {
  if (!newest_) return;
  snapshots_.erase(snapshots_.begin() + static_cast<ptrdiff_t>(*newest_));
  newest_.reset();
}

absl::Status SeriesBuilder::Add(const ProfileDigest& profile) {
  const SnapshotInfo& info = profile.tables.info;
  if (read_++ == 0) {
    first_ = info;
    first_source_ = profile.tables.source;
  } else if (!SameProcess(first_, info)) {
    return DifferentProcesses(first_source_, profile.tables.source);
  }
  const bool stays =
      IsOnGrid(point_stride_) || position_ == 0 || IsFirstOfMark(info);
  const bool is_newest = order_ == SeriesOrder::kAny && IsNewest(info);
  if (is_newest) DropFormerNewest();
  const bool has_births = IsOnGrid(birth_stride_);
  ++position_;
  if (!stays && !is_newest) return absl::OkStatus();
  if (!stays) newest_ = snapshots_.size();
  return Keep(profile, has_births);
}

absl::Status SeriesBuilder::Keep(const ProfileDigest& profile,
                                 bool has_births) {
  absl::Status status = FindOwners(profile);
  if (!status.ok()) return status;
  Snapshot& snapshot = snapshots_.emplace_back();
  snapshot.point.source = profile.tables.source;
  snapshot.point.info = profile.tables.info;
  snapshot.has_births = has_births;
  snapshot.sums = sums_.Add(profile.rows, row_owners_, has_births);
  snapshot.point.totals = snapshot.sums.total;
  return absl::OkStatus();
}

absl::Status SeriesBuilder::FindOwners(const ProfileDigest& profile) {
  const std::vector<uint32_t>& numbers = stacks_.Add(profile);
  Profile& tables = stacks_.tables();
  if (prepare_ &&
      (tables.locations.size() != prepared_locations_ || owners_.empty())) {
    absl::Status status = prepare_(tables);
    if (!status.ok()) return status;
    prepared_locations_ = tables.locations.size();
  }
  while (owners_.size() < tables.samples.size()) {
    owners_.push_back(owner_of_(tables, tables.samples[owners_.size()]));
  }
  row_owners_.clear();
  for (const uint32_t number : numbers) row_owners_.push_back(owners_[number]);
  return absl::OkStatus();
}

absl::Status SeriesBuilder::SortBySequence() {
  const bool numbered = std::all_of(
      snapshots_.begin(), snapshots_.end(),
      [](const Snapshot& s) { return s.point.info.sequence.has_value(); });
  if (!numbered) SortByTime();
  for (size_t i = 0; i < snapshots_.size(); ++i) {
    SeriesPoint& point = snapshots_[i].point;
    point.sequence = numbered ? *point.info.sequence : static_cast<int64_t>(i);
  }
  const auto before = [](const Snapshot& a, const Snapshot& b) {
    return a.point.sequence < b.point.sequence;
  };
  std::stable_sort(snapshots_.begin(), snapshots_.end(), before);
  const auto twice = std::adjacent_find(
      snapshots_.begin(), snapshots_.end(),
      [&](const Snapshot& a, const Snapshot& b) { return !before(a, b); });
  if (twice == snapshots_.end()) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrFormat(
      "%s and %s are both snapshot %d; leave one of them out",
      twice->point.source, (twice + 1)->point.source, twice->point.sequence));
}

// Files without a time come first, in the order they were given in.
void SeriesBuilder::SortByTime() {
  std::stable_sort(snapshots_.begin(), snapshots_.end(),
                   [](const Snapshot& a, const Snapshot& b) {
                     return a.point.info.time_ns < b.point.info.time_ns;
                   });
}

// Monotonic time since the start where every snapshot has it, else wall time
// since the first snapshot.
bool SeriesBuilder::SetTimes() {
  bool uptimes = true;
  bool times = true;
  for (const Snapshot& snapshot : snapshots_) {
    uptimes = uptimes && snapshot.point.info.uptime_ns.has_value();
    times = times && snapshot.point.info.time_ns != 0;
  }
  if (!uptimes && !times) return false;
  const auto first_ns =
      static_cast<double>(snapshots_.front().point.info.time_ns);
  for (Snapshot& snapshot : snapshots_) {
    const SnapshotInfo& info = snapshot.point.info;
    const double ns = uptimes ? static_cast<double>(*info.uptime_ns)
                              : static_cast<double>(info.time_ns) - first_ns;
    snapshot.point.time_s = ns / kNsPerSecond;
  }
  return true;
}

std::vector<OwnerHistory> SeriesBuilder::EmptyOwners() const {
  OwnerHistory empty;
  for (const Snapshot& snapshot : snapshots_) {
    if (!snapshot.has_births) continue;
    empty.survivors.rows.push_back(EmptyRow(snapshot.point));
  }
  empty.totals.resize(snapshots_.size());
  empty.survivors.sampling_interval_bytes =
      static_cast<double>(snapshots_.back().point.info.interval_bytes);
  uint32_t count = 0;
  for (const uint32_t owner : owners_) {
    if (owner != kNotShown) count = std::max(count, owner + 1);
  }
  std::vector<OwnerHistory> owners(count, empty);
  for (uint32_t i = 0; i < count; ++i) owners[i].owner = i;
  return owners;
}

// `row` counts the snapshots with births.
void SeriesBuilder::AddSums(const std::vector<int64_t>& sequences, size_t index,
                            size_t row,
                            std::vector<OwnerHistory>& histories) const {
  const SnapshotSums& sums = snapshots_[index].sums;
  for (const auto& [owner, totals] : sums.owners) {
    histories[owner].totals[index] = totals;
    if (!snapshots_[index].has_births) continue;
    histories[owner].survivors.rows[row].live_objects =
        static_cast<double>(totals.live_objects);
  }
  for (const SnapshotSums::Cohort& cohort : sums.cohorts) {
    AddCell(EpochOf(cohort.birth, sequences, sequences[index]), cohort,
            histories[cohort.owner].survivors.rows[row].cells);
  }
}

std::vector<OwnerHistory> SeriesBuilder::BuildOwners() {
  std::vector<int64_t> sequences;
  for (const Snapshot& snapshot : snapshots_) {
    sequences.push_back(snapshot.point.sequence);
  }
  std::vector<OwnerHistory> owners = EmptyOwners();
  std::vector<bool> seen(owners.size());
  size_t row = 0;
  for (size_t i = 0; i < snapshots_.size(); ++i) {
    for (const auto& entry : snapshots_[i].sums.owners)
      seen[entry.owner] = true;
    AddSums(sequences, i, row, owners);
    snapshots_[i].sums = {};
    if (snapshots_[i].has_births) ++row;
  }
  std::erase_if(owners, [&](const OwnerHistory& o) { return !seen[o.owner]; });
  return owners;
}

absl::StatusOr<SnapshotSeries> SeriesBuilder::Build() {
  SnapshotSeries series;
  series.snapshots = read_;
  if (empty()) return series;
  absl::Status status = SortBySequence();
  if (!status.ok()) return status;
  series.has_times = SetTimes();
  series.owners = BuildOwners();
  for (Snapshot& snapshot : snapshots_) {
    series.points.push_back(std::move(snapshot.point));
  }
  return series;
}

}  // namespace leaktrace::report
