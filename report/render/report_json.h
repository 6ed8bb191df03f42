// The report as JSON: everything the text shows and all rows, sizes in bytes,
// times in seconds. Part of the public interface: names are only ever added.
#ifndef LEAKTRACE_REPORT_RENDER_REPORT_JSON_H_
#define LEAKTRACE_REPORT_RENDER_REPORT_JSON_H_

#include <string>

#include "report/render/report_view.h"

namespace leaktrace::report {

// Ends in a newline. Text that is not UTF-8 gets replacement characters.
std::string RenderReportJson(const ReportView& view);

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_RENDER_REPORT_JSON_H_
