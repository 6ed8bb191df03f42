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

// Of a count that is known at every row and advances, else empty.
std::vector<double> EdgesOf(const OwnerSeries& series,
                            std::span<const int> kept,
                            std::optional<double> SeriesRow::*count) {
  std::vector<double> edges = {0};
  for (const int i : kept) {
    const std::optional<double>& value = series.rows[i].*count;
    if (!value) return {};
    edges.push_back(std::max(*value, edges.back()));
  }
  const bool advances = edges.size() > 2 && edges.back() > edges[1];
  return advances ? edges : std::vector<double>();
}

// `time` without the waits, where they are known. However long a process waits,
// some of the time is its own: nothing is divided by next to nothing.
std::vector<double> RunEdges(const std::vector<double>& time,
                             const std::vector<double>& waited) {
  constexpr double kLeastShare = .2;
  if (waited.empty()) return time;
  std::vector<double> edges = {0};
  for (size_t i = 1; i < time.size(); ++i) {
    const double passed = time[i] - time[i - 1];
    const double wait = waited[i] - waited[i - 1];
    edges.push_back(edges.back() +
                    std::max(passed - wait, kLeastShare * passed));
  }
  return edges;
}

}  // namespace

CohortMatrix::CohortMatrix(const OwnerSeries& series, int row_count)
    : interval_bytes_(series.sampling_interval_bytes),
      coarsest_bytes_(series.sampling_interval_bytes) {
  const std::vector<int> kept =
      KeptRows(std::min(row_count, static_cast<int>(series.rows.size())));
  std::vector<int64_t> sequences;
  row_starts_.push_back(0);
  size_t cell_count = 0;
  for (const int i : kept) {
    const SeriesRow& row = series.rows[i];
    cell_count += row.cells.size();
    epoch_intervals_.push_back(row.interval_bytes > 0 ? row.interval_bytes
                                                      : interval_bytes_);
    coarsest_bytes_ = std::max(coarsest_bytes_, epoch_intervals_.back());
  }
  cells_.reserve(cell_count);
  for (const int i : kept) {
    sequences.push_back(series.rows[i].sequence);
    AppendRow(series.rows[i], sequences);
  }
  SetAxes(series, kept);
}

void CohortMatrix::AppendRow(const SeriesRow& row,
                             std::span<const int64_t> sequences) {
  const size_t begin = cells_.size();
  const auto epochs = static_cast<int>(sequences.size());
  int epoch = 0;
  for (const CohortCell& cell : row.cells) {
    while (epoch < epochs && sequences[epoch] < cell.epoch) ++epoch;
    if (epoch == epochs) break;
    if (cell.sampled_objects > 0) AddCell(begin, cell, epoch);
  }
  double count = 0;
  double bytes = 0;
  for (size_t i = begin; i < cells_.size(); ++i) {
    count += cells_[i].count;
    bytes += cells_[i].bytes;
  }
  row_starts_.push_back(cells_.size());
  counts_.push_back(count);
  bytes_.push_back(bytes);
  live_objects_.push_back(row.live_objects);
}

double CohortMatrix::CountOf(const CohortCell& cell, int epoch) const {
  return SamplesAtInterval(cell.sampled_objects, cell.bytes,
                           epoch_intervals_[epoch], coarsest_bytes_);
}

// Cells come by epoch: one of the same epoch is the last one added.
void CohortMatrix::AddCell(size_t row_begin, const CohortCell& cell,
                           int epoch) {
  const double count = CountOf(cell, epoch);
  const double squared_norm =
      cell.squared_norm ? *cell.squared_norm
                        : SquaredNorm(cell.sampled_objects, cell.bytes);
  if (cells_.size() == row_begin || cells_.back().epoch != epoch) {
    cells_.push_back({epoch, count, cell.bytes, squared_norm, cell.variance});
    return;
  }
  Cell& sum = cells_.back();
  if (sum.exact_variance && cell.variance) {
    sum.exact_variance = *sum.exact_variance + *cell.variance;
  } else {
    sum.exact_variance.reset();
  }
  sum.count += count;
  sum.bytes += cell.bytes;
  sum.squared_norm += squared_norm;
}

double CohortMatrix::Variance(const Cell& cell) const {
  return cell.exact_variance
             ? *cell.exact_variance
             : SamplingVariance(cell.count, cell.bytes, interval_bytes_);
}

void CohortMatrix::SetAxes(const OwnerSeries& series,
                           std::span<const int> kept) {
  time_edges_.push_back(0);
  for (const int i : kept) {
    time_edges_.push_back(std::max(series.rows[i].time_s, time_edges_.back()));
  }
  run_edges_ =
      RunEdges(time_edges_, EdgesOf(series, kept, &SeriesRow::waited_s));
  work_edges_ = EdgesOf(series, kept, &SeriesRow::work);
  allocated_edges_ = EdgesOf(series, kept, &SeriesRow::allocated);
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
