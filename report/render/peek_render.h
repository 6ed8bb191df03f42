// `peek` as text and as JSON: functions by cumulative value, edges by value.
#ifndef LEAKTRACE_REPORT_RENDER_PEEK_RENDER_H_
#define LEAKTRACE_REPORT_RENDER_PEEK_RENDER_H_

#include <string>

#include "report/render/peek_view.h"
#include "report/render/text_style.h"

namespace leaktrace::report {

std::string RenderPeekText(PeekView view, const TextStyle& style);
std::string RenderPeekJson(PeekView view);

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_RENDER_PEEK_RENDER_H_
