// `tree` as text and as JSON. Children by value, then by name; small subtrees
// are folded into "[N others]" in the text only.
#ifndef LEAKTRACE_REPORT_RENDER_TREE_RENDER_H_
#define LEAKTRACE_REPORT_RENDER_TREE_RENDER_H_

#include <string>

#include "report/render/text_style.h"
#include "report/render/tree_view.h"

namespace leaktrace::report {

std::string RenderTreeText(const TreeView& view, const TextStyle& style);
std::string RenderTreeJson(const TreeView& view);

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_RENDER_TREE_RENDER_H_
