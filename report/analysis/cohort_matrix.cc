// Building the matrix: choose the rows to keep, map each birth to the kept row
// that closes its interval, add up what falls together.
#include "report/analysis/cohort_matrix.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "report/analysis/growth_sampling.h"

namespace leaktrace::report {
namespace {

// Every stride-th row, ending at the last.
std::vector<int> KeptRows(int row_count) {
  int stride = 1;
  while ((row_count + stride - 1) / stride > CohortMatrix::kMaxRows) {
    stride *= 2;
  }
  std::vector<int> kept;
  for (int i = (row_count - 1) % stride; i < row_count; i += stride) {
    kept.push_back(i);
  }
  return kept;
}

CohortMatrix::Cell MakeCell(const CohortCell& cell, int epoch,
                            double interval_bytes) {
  return {epoch, cell.sampled_objects, cell.bytes,
          cell.squared_norm ? *cell.squared_norm
                            : SquaredNorm(cell.sampled_objects, cell.bytes),
          cell.variance ? *cell.variance
                        : SamplingVariance(cell.sampled_objects, cell.bytes,
                                           interval_bytes)};
}

void AddTo(CohortMatrix::Cell& sum, const CohortMatrix::Cell& cell) {
  sum.count += cell.count;
  sum.bytes += cell.bytes;
  sum.squared_norm += cell.squared_norm;
  sum.variance += cell.variance;
}

}  // namespace

CohortMatrix::CohortMatrix(const OwnerSeries& series, int row_count)
    : interval_bytes_(series.sampling_interval_bytes) {
  const std::vector<int> kept =
      KeptRows(std::min(row_count, static_cast<int>(series.rows.size())));
  std::vector<int64_t> sequences;
  row_starts_.push_back(0);
  for (const int i : kept) {
    sequences.push_back(series.rows[i].sequence);
    AppendRow(series.rows[i], sequences);
  }
  SetAxes(series, kept);
}

void CohortMatrix::AppendRow(const SeriesRow& row,
                             std::span<const int64_t> sequences) {
  const size_t begin = cells_.size();
  double count = 0;
  double bytes = 0;
  for (const CohortCell& cell : row.cells) {
    const auto closing =
        std::lower_bound(sequences.begin(), sequences.end(), cell.epoch);
    if (closing == sequences.end() || cell.sampled_objects <= 0) continue;
    const auto epoch = static_cast<int>(closing - sequences.begin());
    const Cell made = MakeCell(cell, epoch, interval_bytes_);
    if (cells_.size() > begin && cells_.back().epoch == epoch) {
      AddTo(cells_.back(), made);
    } else {
      cells_.push_back(made);
    }
    count += made.count;
    bytes += made.bytes;
  }
  row_starts_.push_back(cells_.size());
  counts_.push_back(count);
  bytes_.push_back(bytes);
  live_objects_.push_back(row.live_objects);
}

void CohortMatrix::SetAxes(const OwnerSeries& series,
                           std::span<const int> kept) {
  time_edges_.push_back(0);
  work_edges_.push_back(0);
  bool all_work = true;
  for (const int i : kept) {
    const SeriesRow& row = series.rows[i];
    time_edges_.push_back(std::max(row.time_s, time_edges_.back()));
    all_work = all_work && row.work.has_value();
    work_edges_.push_back(std::max(row.work.value_or(0), work_edges_.back()));
  }
  const bool advances =
      work_edges_.size() > 2 && work_edges_.back() > work_edges_[1];
  if (!all_work || !advances) work_edges_.clear();
}

std::span<const CohortMatrix::Cell> CohortMatrix::row(int i) const {
  return std::span(cells_).subspan(row_starts_[i],
                                   row_starts_[i + 1] - row_starts_[i]);
}

std::vector<double> CohortMatrix::DenseCounts(int i) const {
  std::vector<double> dense(counts_.size());
  for (const Cell& c : row(i)) dense[c.epoch] = c.count;
  return dense;
}

std::vector<double> CohortMatrix::DenseBytes(int i) const {
  std::vector<double> dense(counts_.size());
  for (const Cell& c : row(i)) dense[c.epoch] = c.bytes;
  return dense;
}

}  // namespace leaktrace::report
