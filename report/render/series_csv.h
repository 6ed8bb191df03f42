// A series as a table: one line per snapshot and owner.
#ifndef LEAKTRACE_REPORT_RENDER_SERIES_CSV_H_
#define LEAKTRACE_REPORT_RENDER_SERIES_CSV_H_

#include <string>

#include "report/render/series_view.h"

namespace leaktrace::report {

// RFC 4180 with a header line. Owners that hold nothing and never did so far
// have no line.
std::string RenderSeriesCsv(const SeriesView& view);

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_RENDER_SERIES_CSV_H_
