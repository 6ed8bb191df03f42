// `rules explain` as text and as JSON.
#ifndef LEAKTRACE_REPORT_RENDER_EXPLAIN_RENDER_H_
#define LEAKTRACE_REPORT_RENDER_EXPLAIN_RENDER_H_

#include <string>

#include "report/render/explain_view.h"
#include "report/render/text_style.h"

namespace leaktrace::report {

std::string RenderExplainText(const ExplainView& view, const TextStyle& style);
std::string RenderExplainJson(const ExplainView& view);

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_RENDER_EXPLAIN_RENDER_H_
