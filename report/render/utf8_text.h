// Text from files as valid UTF-8: what is not becomes '?'.
#ifndef LEAKTRACE_REPORT_RENDER_UTF8_TEXT_H_
#define LEAKTRACE_REPORT_RENDER_UTF8_TEXT_H_

#include <string>
#include <string_view>

namespace leaktrace::report {

std::string ValidUtf8(std::string_view text);

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_RENDER_UTF8_TEXT_H_
