// The data of the page as one line of JSON.
#ifndef LEAKTRACE_REPORT_RENDER_PAGE_JSON_H_
#define LEAKTRACE_REPORT_RENDER_PAGE_JSON_H_

#include <string>

#include "report/render/page_view.h"

namespace leaktrace::report {

// Safe inside a <script> element: '<', '>' and '&' are escaped.
std::string RenderPageJson(const PageView& view);

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_RENDER_PAGE_JSON_H_
