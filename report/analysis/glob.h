// Shell-like patterns: '*' is any run of characters, '?' is any one.
#ifndef LEAKTRACE_REPORT_ANALYSIS_GLOB_H_
#define LEAKTRACE_REPORT_ANALYSIS_GLOB_H_

#include <string_view>

namespace leaktrace::report {

// Linear in practice and never worse than |pattern| * |text|.
bool GlobMatches(std::string_view pattern, std::string_view text);

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_ANALYSIS_GLOB_H_
