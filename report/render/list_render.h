// `list` as text and as JSON: functions by cumulative value, lines by number.
#ifndef LEAKTRACE_REPORT_RENDER_LIST_RENDER_H_
#define LEAKTRACE_REPORT_RENDER_LIST_RENDER_H_

#include <string>

#include "report/render/list_view.h"

namespace leaktrace::report {

std::string RenderListText(ListView view);
std::string RenderListJson(ListView view);

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_RENDER_LIST_RENDER_H_
