// The report as text: the answer first, the evidence below it.
#ifndef LEAKTRACE_REPORT_RENDER_REPORT_TEXT_H_
#define LEAKTRACE_REPORT_RENDER_REPORT_TEXT_H_

#include <cstddef>
#include <string>

#include "report/render/report_view.h"
#include "report/render/text_style.h"

namespace leaktrace::report {

// At most `limit` owners; the others are one row, "[N others]".
std::string RenderReportText(const ReportView& view, size_t limit,
                             const TextStyle& style);

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_RENDER_REPORT_TEXT_H_
