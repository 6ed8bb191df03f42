// Stacks in the form of flamegraph.pl, inferno and many others: one line per
// stack, "outermost;...;innermost VALUE".
#ifndef LEAKTRACE_REPORT_RENDER_FOLDED_TEXT_H_
#define LEAKTRACE_REPORT_RENDER_FOLDED_TEXT_H_

#include <cstddef>
#include <string>

#include "report/render/stack_view.h"

namespace leaktrace::report {

// Of the first moment. Stacks whose value is 0 are left out, so the values add
// up to the profile's total. Semicolons in names become colons.
std::string RenderFolded(const StackView& view, size_t sample_type);

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_RENDER_FOLDED_TEXT_H_
