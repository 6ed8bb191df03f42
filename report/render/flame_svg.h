// A flame graph as a picture for a wiki: no script, names as text and in
// titles. The entry of the program is on top, the allocations below.
#ifndef LEAKTRACE_REPORT_RENDER_FLAME_SVG_H_
#define LEAKTRACE_REPORT_RENDER_FLAME_SVG_H_

#include <cstddef>
#include <string>

#include "report/render/stack_view.h"

namespace leaktrace::report {

// Of the first moment. Frames too narrow to be seen are left out; their bytes
// stay in the frames above.
std::string RenderFlameSvg(const StackView& view, size_t sample_type,
                           const std::string& title);

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_RENDER_FLAME_SVG_H_
