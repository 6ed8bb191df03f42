// The page that the front end of report/render/html/ makes of a PageView: one
// file, nothing is loaded from anywhere.
#ifndef LEAKTRACE_REPORT_RENDER_PAGE_HTML_H_
#define LEAKTRACE_REPORT_RENDER_PAGE_HTML_H_

#include <string>
#include <string_view>

namespace leaktrace::report {

// False when the program was built without Node.js; then there is no page.
bool HasPage();

// `json` is of RenderPageJson(). A page that is served asks for newer data at
// "data.json" beside it when `live`.
std::string RenderPageHtml(std::string_view json, bool live);

// Made by report/render/html/build.mjs; empty without Node.js.
extern const std::string_view kPageTemplate;

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_RENDER_PAGE_HTML_H_
