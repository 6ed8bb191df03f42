// The series of one owner while it is still being written: bounded memory, a
// verdict at any time. Keeps every stride-th snapshot and the newest one; when
// more than CohortMatrix::kMaxRows are kept the stride doubles, and births of
// dropped snapshots are added to the next one kept.
//
// An owner that turns up late needs the rows before it: keep one tracker that
// is fed rows without cells, and copy it.
#ifndef LEAKTRACE_REPORT_ANALYSIS_GROWTH_TRACKER_H_
#define LEAKTRACE_REPORT_ANALYSIS_GROWTH_TRACKER_H_

#include <cstdint>

#include "report/analysis/owner_series.h"

namespace leaktrace::report {

class GrowthTracker {
 public:
  explicit GrowthTracker(double sampling_interval_bytes);

  // Rows in order of their sequence.
  void Append(SeriesRow row);

  // To be analysed at any time; stays valid until the next Append.
  const OwnerSeries& series() const { return series_; }

 private:
  void DropEverySecondRow();
  void MergeCells(SeriesRow& row) const;

  OwnerSeries series_;
  int64_t appended_ = 0;
  int64_t stride_ = 1;
};

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_ANALYSIS_GROWTH_TRACKER_H_
