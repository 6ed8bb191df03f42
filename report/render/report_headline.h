// The first line of the report: the answer in one sentence.
#ifndef LEAKTRACE_REPORT_RENDER_REPORT_HEADLINE_H_
#define LEAKTRACE_REPORT_RENDER_REPORT_HEADLINE_H_

#include <string>

#include "report/render/report_view.h"

namespace leaktrace::report {

// "setCommand holds 31.4 MiB more than at the start (+3.1 MiB/min), 92 % of the
// growth of redis-server".
std::string ReportHeadline(const ReportView& view);

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_RENDER_REPORT_HEADLINE_H_
