// Thinning of a growing series; positions are counted from the first row ever
// appended, so that the kept rows stay evenly spaced.
#include "report/analysis/growth_tracker.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <utility>

#include "report/analysis/cohort_matrix.h"

namespace leaktrace::report {
namespace {

// Present only if both are: half a sum would be a wrong one.
std::optional<double> Sum(const std::optional<double>& a,
                          const std::optional<double>& b) {
  if (!a || !b) return std::nullopt;
  return *a + *b;
}

}  // namespace

GrowthTracker::GrowthTracker(double sampling_interval_bytes) {
  series_.sampling_interval_bytes = sampling_interval_bytes;
}

void GrowthTracker::Append(SeriesRow row) {
  std::vector<SeriesRow>& rows = series_.rows;
  if (appended_ % stride_ != 0) rows.pop_back();
  rows.push_back(std::move(row));
  ++appended_;
  MergeCells(rows.back());
  if (static_cast<int>(rows.size()) > CohortMatrix::kMaxRows) {
    DropEverySecondRow();
  }
}

void GrowthTracker::DropEverySecondRow() {
  std::vector<SeriesRow>& rows = series_.rows;
  stride_ *= 2;
  size_t kept = 0;
  for (size_t i = 0; i < rows.size(); ++i) {
    const bool last = i + 1 == rows.size();
    if (i % 2 == 1 || last) {
      if (kept != i) rows[kept] = std::move(rows[i]);
      ++kept;
    }
  }
  rows.resize(kept);
  for (SeriesRow& row : rows) MergeCells(row);
}

void GrowthTracker::MergeCells(SeriesRow& row) const {
  const std::vector<SeriesRow>& rows = series_.rows;
  std::vector<CohortCell> merged;
  for (CohortCell cell : row.cells) {
    const auto closing = std::lower_bound(
        rows.begin(), rows.end(), cell.epoch,
        [](const SeriesRow& r, int64_t epoch) { return r.sequence < epoch; });
    if (closing == rows.end()) continue;
    cell.epoch = closing->sequence;
    if (merged.empty() || merged.back().epoch != cell.epoch) {
      merged.push_back(cell);
      continue;
    }
    CohortCell& sum = merged.back();
    sum.sampled_objects += cell.sampled_objects;
    sum.bytes += cell.bytes;
    sum.squared_norm = Sum(sum.squared_norm, cell.squared_norm);
    sum.variance = Sum(sum.variance, cell.variance);
  }
  row.cells = std::move(merged);
}

}  // namespace leaktrace::report
