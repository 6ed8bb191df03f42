// Patterns of LeakSanitizer's suppressions: found anywhere in the text unless
// anchored by '^' or '$'; '*' is any run of characters.
#ifndef LEAKTRACE_REPORT_ANALYSIS_SUPPRESSION_PATTERN_H_
#define LEAKTRACE_REPORT_ANALYSIS_SUPPRESSION_PATTERN_H_

#include <string_view>

namespace leaktrace::report {

bool MatchesSuppression(std::string_view pattern, std::string_view text);

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_ANALYSIS_SUPPRESSION_PATTERN_H_
