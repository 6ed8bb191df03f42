// One owner's survivors as a lower triangular matrix, sparse by rows: cell
// (i, k) holds what was born in epoch k and is alive at row i. Built from the
// first rows of a series, with at most kMaxRows rows: beyond that every 2nd,
// 4th... row ending at the last is kept and the epochs between are added up.
#ifndef LEAKTRACE_REPORT_ANALYSIS_COHORT_MATRIX_H_
#define LEAKTRACE_REPORT_ANALYSIS_COHORT_MATRIX_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "report/analysis/owner_series.h"

namespace leaktrace::report {

class CohortMatrix {
 public:
  static constexpr int kMaxRows = 128;

  struct Cell {
    int epoch = 0;
    // Samples; where the interval was raised during the record, as many as the
    // coarsest would have taken: finer epochs are not fuller ones.
    double count = 0;
    double bytes = 0;
    double squared_norm = 0;
    std::optional<double> exact_variance;
  };

  // Cells that no snapshot can contain (born after their row) are dropped.
  CohortMatrix(const OwnerSeries& series, int row_count);

  int size() const { return static_cast<int>(counts_.size()); }
  double interval_bytes() const { return interval_bytes_; }
  std::span<const Cell> row(int i) const;

  // By sampling, of the bytes of a cell; derived if not known exactly.
  double Variance(const Cell& cell) const;

  // Totals per row.
  const std::vector<double>& counts() const { return counts_; }
  const std::vector<double>& bytes() const { return bytes_; }
  const std::vector<double>& live_objects() const { return live_objects_; }

  // Where epoch k begins (index k) and ends (index k + 1); [0] is 0. Never
  // decreasing, whatever the clock or the counter did.
  const std::vector<double>& time_edges() const { return time_edges_; }
  // Work if the series has a counter that advances, else the time in which the
  // process was not kept waiting for a processor: starved, it does less work.
  const std::vector<double>& axis_edges() const {
    return work_edges_.empty() ? run_edges_ : work_edges_;
  }
  bool has_work() const { return !work_edges_.empty(); }
  // What there was to do: work, else what the process allocated; empty if
  // neither is known.
  const std::vector<double>& load_edges() const {
    return work_edges_.empty() ? allocated_edges_ : work_edges_;
  }

  // Row i spread over all epochs, zero where nothing is alive.
  std::vector<double> DenseCounts(int i) const;
  std::vector<double> DenseBytes(int i) const;

 private:
  void AppendRow(const SeriesRow& row, std::span<const int64_t> sequences);
  void AddCell(size_t row_begin, const CohortCell& cell, int epoch);
  double CountOf(const CohortCell& cell, int epoch) const;
  void SetAxes(const OwnerSeries& series, std::span<const int> kept);

  double interval_bytes_ = 1;
  double coarsest_bytes_ = 1;
  std::vector<double> epoch_intervals_;
  std::vector<Cell> cells_;
  std::vector<size_t> row_starts_;
  std::vector<double> counts_;
  std::vector<double> bytes_;
  std::vector<double> live_objects_;
  std::vector<double> time_edges_;
  std::vector<double> run_edges_;
  std::vector<double> work_edges_;
  std::vector<double> allocated_edges_;
};

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_ANALYSIS_COHORT_MATRIX_H_
