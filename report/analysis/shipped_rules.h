// The text of the shipped owner rules, built into the program.
#ifndef LEAKTRACE_REPORT_ANALYSIS_SHIPPED_RULES_H_
#define LEAKTRACE_REPORT_ANALYSIS_SHIPPED_RULES_H_

#include <span>
#include <string_view>

namespace leaktrace::report {

struct ShippedRules {
  std::string_view file_name;
  std::string_view text;
};

// In the order in which they apply.
std::span<const ShippedRules> AllShippedRules();

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_ANALYSIS_SHIPPED_RULES_H_
