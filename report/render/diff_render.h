// `diff` as text and as JSON.
#ifndef LEAKTRACE_REPORT_RENDER_DIFF_RENDER_H_
#define LEAKTRACE_REPORT_RENDER_DIFF_RENDER_H_

#include <cstddef>
#include <string>

#include "report/render/diff_view.h"
#include "report/render/text_style.h"

namespace leaktrace::report {

std::string RenderDiffText(const DiffView& view, size_t limit,
                           const TextStyle& style);
std::string RenderDiffJson(const DiffView& view);

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_RENDER_DIFF_RENDER_H_
