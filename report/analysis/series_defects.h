// What is odd about a series of snapshots, in words: gaps, a clock that was
// set. The analysis copes with each; the reader should know.
#ifndef LEAKTRACE_REPORT_ANALYSIS_SERIES_DEFECTS_H_
#define LEAKTRACE_REPORT_ANALYSIS_SERIES_DEFECTS_H_

#include <string>
#include <vector>

#include "report/analysis/snapshot_series.h"

namespace leaktrace::report {

std::vector<std::string> SeriesDefects(const SnapshotSeries& series);

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_ANALYSIS_SERIES_DEFECTS_H_
