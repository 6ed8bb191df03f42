// Stacks for https://www.speedscope.app and for tools that read its format.
#ifndef LEAKTRACE_REPORT_RENDER_SPEEDSCOPE_JSON_H_
#define LEAKTRACE_REPORT_RENDER_SPEEDSCOPE_JSON_H_

#include <string>

#include "report/render/stack_view.h"

namespace leaktrace::report {

// One profile per sample type, live bytes first. Every stack with a value is
// in it, named or not: the weights add up to the profile's total.
std::string RenderSpeedscope(const StackView& view, const std::string& name);

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_RENDER_SPEEDSCOPE_JSON_H_
