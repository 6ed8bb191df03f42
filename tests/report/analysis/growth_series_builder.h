// Builds an OwnerSeries from objects with a birth and a death, for the tests of
// the growth analysis. Epochs and rows are one unit of time long.
#ifndef LEAKTRACE_TESTS_REPORT_ANALYSIS_GROWTH_SERIES_BUILDER_H_
#define LEAKTRACE_TESTS_REPORT_ANALYSIS_GROWTH_SERIES_BUILDER_H_

#include <map>
#include <vector>

#include "report/analysis/owner_series.h"

namespace leaktrace::report {

inline constexpr int kNeverDies = 1 << 30;

class GrowthSeriesBuilder {
 public:
  explicit GrowthSeriesBuilder(int rows, double seconds_per_row = 10)
      : rows_(rows), seconds_per_row_(seconds_per_row) {}

  // `count` objects born before row `birth` and gone at row `death`.
  GrowthSeriesBuilder& Add(int birth, int death, double count = 1,
                           double size_bytes = 100) {
    objects_.push_back({birth, death, count, size_bytes});
    return *this;
  }

  // `per_row` objects in each of [first, last) that live for `life` rows.
  GrowthSeriesBuilder& AddEach(int first, int last, int life, double per_row,
                               double size_bytes = 100) {
    for (int i = first; i < last; ++i) {
      Add(i, life == kNeverDies ? life : i + life, per_row, size_bytes);
    }
    return *this;
  }

  // Units of work done before each row; none by default.
  GrowthSeriesBuilder& Work(std::vector<double> work) {
    work_ = std::move(work);
    return *this;
  }

  // Seconds for which the process had been kept waiting before each row.
  GrowthSeriesBuilder& Waited(std::vector<double> waited) {
    waited_ = std::move(waited);
    return *this;
  }

  // Objects that the process had allocated before each row.
  GrowthSeriesBuilder& Allocated(std::vector<double> allocated) {
    allocated_ = std::move(allocated);
    return *this;
  }

  OwnerSeries Build(double interval_bytes = 1) const {
    OwnerSeries series;
    series.sampling_interval_bytes = interval_bytes;
    for (int i = 0; i < rows_; ++i) series.rows.push_back(Row(i));
    return series;
  }

 private:
  struct Objects {
    int birth;
    int death;
    double count;
    double size_bytes;
  };

  SeriesRow Row(int index) const {
    SeriesRow row;
    row.sequence = index;
    row.time_s = (index + 1) * seconds_per_row_;
    if (!work_.empty()) row.work = work_[index];
    if (!waited_.empty()) row.waited_s = waited_[index];
    if (!allocated_.empty()) row.allocated = allocated_[index];
    std::map<int, CohortCell> cells;
    for (const Objects& o : objects_) {
      if (o.birth > index || o.death <= index) continue;
      CohortCell& cell = cells[o.birth];
      cell.epoch = o.birth;
      cell.sampled_objects += o.count;
      cell.bytes += o.count * o.size_bytes;
      row.live_objects += o.count;
    }
    for (const auto& [epoch, cell] : cells) row.cells.push_back(cell);
    return row;
  }

  int rows_;
  double seconds_per_row_;
  std::vector<Objects> objects_;
  std::vector<double> work_;
  std::vector<double> waited_;
  std::vector<double> allocated_;
};

}  // namespace leaktrace::report

#endif  // LEAKTRACE_TESTS_REPORT_ANALYSIS_GROWTH_SERIES_BUILDER_H_
