// What `leaktrace check` allows, as read from its files: budgets per owner,
// module or for the process, and suppressions in the syntax of LeakSanitizer.
// The syntax is documented in leaktrace-check(1).
#ifndef LEAKTRACE_REPORT_ANALYSIS_CHECK_RULES_H_
#define LEAKTRACE_REPORT_ANALYSIS_CHECK_RULES_H_

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "report/analysis/check_limit.h"

namespace leaktrace::report {

enum class CheckScope { kTotal, kModule, kOwner };

// "total", "module" or "owner".
std::string_view CheckScopeName(CheckScope scope);

struct CheckBudget {
  CheckScope scope = CheckScope::kTotal;
  std::string pattern;  // a glob; empty for the total
  std::vector<CheckLimit> limits;
  std::string origin;  // "budgets.txt:12"
};

struct CheckSuppression {
  std::string pattern;             // LeakSanitizer's: see MatchesSuppression
  std::vector<CheckLimit> limits;  // empty: whatever it does
  std::optional<std::chrono::sys_days> until;  // the last day it holds
  std::string reason;
  std::string origin;
};

struct CheckRules {
  std::vector<CheckBudget> budgets;
  std::vector<CheckSuppression> suppressions;

  // Adds `other` behind the rules here: of two that match, the first decides.
  void Append(const CheckRules& other);
};

// INVALID_ARGUMENT names `source`, the line and what is expected there.
absl::StatusOr<CheckRules> ParseCheckRules(std::string_view text,
                                           std::string_view source);

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_ANALYSIS_CHECK_RULES_H_
