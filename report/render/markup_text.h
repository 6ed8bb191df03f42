// Text that is safe inside HTML and XML, in elements and in quoted attributes.
#ifndef LEAKTRACE_REPORT_RENDER_MARKUP_TEXT_H_
#define LEAKTRACE_REPORT_RENDER_MARKUP_TEXT_H_

#include <string>
#include <string_view>

namespace leaktrace::report {

// Control characters become '?': XML has no place for them.
std::string MarkupText(std::string_view text);

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_RENDER_MARKUP_TEXT_H_
