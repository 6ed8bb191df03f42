// A series as counters over time, in the trace event format that Perfetto's
// user interface (ui.perfetto.dev) and chrome://tracing open.
#ifndef LEAKTRACE_REPORT_RENDER_TRACE_JSON_H_
#define LEAKTRACE_REPORT_RENDER_TRACE_JSON_H_

#include <string>

#include "report/render/series_view.h"

namespace leaktrace::report {

// The process's memory and the live bytes of its owners, one counter each.
std::string RenderTrace(const SeriesView& view);

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_RENDER_TRACE_JSON_H_
