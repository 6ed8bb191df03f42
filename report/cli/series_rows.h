// From the series of the analysis to the rows of pages and exports.
#ifndef LEAKTRACE_REPORT_CLI_SERIES_ROWS_H_
#define LEAKTRACE_REPORT_CLI_SERIES_ROWS_H_

#include "report/analysis/snapshot_series.h"
#include "report/cli/report_builder.h"
#include "report/render/page_view.h"
#include "report/render/series_view.h"

namespace leaktrace::report {

PagePoint MakePoint(const SeriesPoint& point);

// All snapshots and all owners.
SeriesView MakeSeriesView(const SeriesReport& report);

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_CLI_SERIES_ROWS_H_
