// The text of owner_rules.txt, built into the program.
#ifndef LEAKTRACE_REPORT_ANALYSIS_SHIPPED_RULES_H_
#define LEAKTRACE_REPORT_ANALYSIS_SHIPPED_RULES_H_

#include <string_view>

namespace leaktrace::report {

std::string_view ShippedRulesText();

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_ANALYSIS_SHIPPED_RULES_H_
