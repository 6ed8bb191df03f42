// `top` as text and as JSON. Rows are ordered by value, then by name.
#ifndef LEAKTRACE_REPORT_RENDER_TOP_RENDER_H_
#define LEAKTRACE_REPORT_RENDER_TOP_RENDER_H_

#include <cstddef>
#include <cstdint>
#include <string>

#include "report/render/text_style.h"
#include "report/render/top_view.h"

namespace leaktrace::report {

std::string RenderTopText(TopView view, size_t limit, const TextStyle& style);
std::string RenderTopJson(TopView view);

// A value of `sample_type`: bytes with a unit, objects with separators.
std::string FormatSampleValue(int64_t value, size_t sample_type);

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_RENDER_TOP_RENDER_H_
