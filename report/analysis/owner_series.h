// What the growth analysis knows of one owner: a row per snapshot with the
// survivors by birth interval. Independent of files; the caller fills it from
// any profile. Rows are in time order, sequences strictly increase.
#ifndef LEAKTRACE_REPORT_ANALYSIS_OWNER_SERIES_H_
#define LEAKTRACE_REPORT_ANALYSIS_OWNER_SERIES_H_

#include <cstdint>
#include <optional>
#include <vector>

namespace leaktrace::report {

// Objects of one birth interval that are alive at one snapshot.
struct CohortCell {
  int64_t epoch = 0;           // sequence of the snapshot that ended it
  double sampled_objects = 0;  // samples, not weighted
  double bytes = 0;            // estimate
  // Sum of g^2 and of g (g - s) over the samples; derived from the count and
  // the bytes as if all samples weighed the same when absent.
  std::optional<double> squared_norm;
  std::optional<double> variance;
};

struct SeriesRow {
  int64_t sequence =
      0;              // births after the previous row up to here: epoch <= it
  double time_s = 0;  // since the first epoch began
  std::optional<double> work;  // units done so far, 0 when the first began
  // Of the time, the process was kept waiting for a processor.
  std::optional<double> waited_s = {};
  // Objects that the whole process has allocated so far: its load where no work
  // is counted.
  std::optional<double> allocated = {};
  // Mean sampling interval in force, which the process may have raised since
  // the rows before; 0: that of the series.
  double interval_bytes = 0;
  double live_objects = 0;  // estimate
  // By epoch, ascending, at most one cell per epoch.
  std::vector<CohortCell> cells;
};

struct OwnerSeries {
  double sampling_interval_bytes = 1;  // 1 = exact
  std::vector<SeriesRow> rows;
};

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_ANALYSIS_OWNER_SERIES_H_
