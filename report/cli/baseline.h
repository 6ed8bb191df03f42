// The baseline of `check`: what a run held and how its owners grew, written as
// budgets. Later runs may lower it, never raise it.
#ifndef LEAKTRACE_REPORT_CLI_BASELINE_H_
#define LEAKTRACE_REPORT_CLI_BASELINE_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "report/analysis/check_rules.h"
#include "report/analysis/check_subject.h"

namespace leaktrace::report {

// The budgets of a baseline file. NotFound if there is no such file.
absl::StatusOr<CheckRules> ReadBaseline(const std::string& path);

// The upper ends of what `subject` held and of how fast its owners grew.
CheckRules MakeBaseline(const CheckSubject& subject);

// Each limit of `old` or the same of `current`, whichever is lower; a limit
// that `current` has no use for any more goes. Nothing is added.
CheckRules Ratchet(const CheckRules& old, const CheckRules& current);

// With all limits higher by `tolerance`, a fraction: two runs are never equal.
CheckRules Loosened(CheckRules rules, double tolerance);

// Through a temporary file, so that a baseline is whole or the old one.
absl::Status WriteBaseline(const std::string& path, const CheckRules& rules);

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_CLI_BASELINE_H_
