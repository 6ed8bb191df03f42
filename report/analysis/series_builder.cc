// See series_builder.h.
#include "report/analysis/series_builder.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/str_format.h"

namespace leaktrace::report {
namespace {

constexpr double kNsPerSecond = 1e9;

template <typename Value>
bool Differ(const std::optional<Value>& a, const std::optional<Value>& b) {
  return a.has_value() && b.has_value() && *a != *b;
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

CohortCell MakeCell(int64_t epoch, const Totals& totals) {
  return {epoch, static_cast<double>(totals.sampled_objects),
          static_cast<double>(totals.live_bytes), totals.squared_norm,
          totals.variance};
}

SeriesRow EmptyRow(const SeriesPoint& point) {
  SeriesRow row;
  row.sequence = point.sequence;
  row.time_s = point.time_s;
  if (point.info.work) row.work = static_cast<double>(*point.info.work);
  return row;
}

}  // namespace

SeriesBuilder::SeriesBuilder(OwnerOf owner_of)
    : owner_of_(std::move(owner_of)) {}

absl::Status SeriesBuilder::Add(const Profile& profile) {
  if (!empty() && !SameProcess(snapshots_.front().point.info, profile.info)) {
    return DifferentProcesses(snapshots_.front().point.source, profile.source);
  }
  Snapshot& snapshot = snapshots_.emplace_back();
  snapshot.point.source = profile.source;
  snapshot.point.info = profile.info;
  for (const Sample& sample : profile.samples) {
    OwnerRow& row = snapshot.owners[owner_of_(profile, sample)];
    row.totals.Add(sample);
    snapshot.point.totals.Add(sample);
    if (sample.birth != kNoBirth) row.births[sample.birth].Add(sample);
  }
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

void SeriesBuilder::AddRow(const std::vector<int64_t>& sequences, size_t index,
                           const OwnerRow& row, OwnerHistory& history) const {
  history.totals[index] = row.totals;
  SeriesRow& survivors = history.survivors.rows[index];
  survivors.live_objects = static_cast<double>(row.totals.live_objects);
  std::map<int64_t, Totals> epochs;
  for (const auto& [birth, totals] : row.births) {
    epochs[EpochOf(birth, sequences, sequences[index])].Add(totals);
  }
  for (const auto& [epoch, totals] : epochs) {
    survivors.cells.push_back(MakeCell(epoch, totals));
  }
}

std::vector<OwnerHistory> SeriesBuilder::BuildOwners() const {
  OwnerHistory empty;
  std::vector<int64_t> sequences;
  for (const Snapshot& snapshot : snapshots_) {
    sequences.push_back(snapshot.point.sequence);
    empty.survivors.rows.push_back(EmptyRow(snapshot.point));
  }
  empty.totals.resize(snapshots_.size());
  empty.survivors.sampling_interval_bytes =
      static_cast<double>(snapshots_.back().point.info.interval_bytes);
  std::map<uint32_t, OwnerHistory> histories;
  for (size_t i = 0; i < snapshots_.size(); ++i) {
    for (const auto& [owner, row] : snapshots_[i].owners) {
      AddRow(sequences, i, row, histories.emplace(owner, empty).first->second);
    }
  }
  std::vector<OwnerHistory> owners;
  for (auto& [owner, history] : histories) {
    history.owner = owner;
    owners.push_back(std::move(history));
  }
  return owners;
}

absl::StatusOr<SnapshotSeries> SeriesBuilder::Build() {
  SnapshotSeries series;
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
