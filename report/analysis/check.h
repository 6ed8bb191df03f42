// The gate: a run against what is allowed. Three answers to every question,
// because sampling leaves room for doubt.
#ifndef LEAKTRACE_REPORT_ANALYSIS_CHECK_H_
#define LEAKTRACE_REPORT_ANALYSIS_CHECK_H_

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "report/analysis/check_rules.h"
#include "report/analysis/check_subject.h"

namespace leaktrace::report {

enum class CheckOutcome {
  kPassed,
  kSuppressed,  // exceeded, but a suppression says to let it be
  kUndecided,   // the limit lies within the error
  kExceeded,    // beyond the limit, and sampling does not explain it
};

struct CheckFinding {
  CheckOutcome outcome = CheckOutcome::kPassed;
  CheckScope scope = CheckScope::kOwner;
  std::string name;    // of the owner or module; empty for the total
  std::string module;  // of the owner
  CheckMetric metric = CheckMetric::kSlopePerSecond;
  std::optional<GrowthRate> measured;  // nothing: not known
  // Nothing: growth that no budget speaks of.
  std::optional<double> limit;
  // The same of the base, if it was compared with one.
  std::optional<double> base;
  std::string origin;           // of the rule
  std::string reason;           // of the suppression
  std::string expired;          // origin of a suppression out of date
  std::optional<size_t> owner;  // index into CheckSubject::owners
};

struct CheckResult {
  std::vector<CheckFinding> findings;  // worst first
  // By origin: budgets that no owner of the run matches, and suppressions that
  // nothing matches which is beyond a limit.
  std::vector<std::string> unused;
  std::vector<std::string> idle_suppressions;
  // Owners that may be growing, too uncertain to raise an alarm.
  std::vector<size_t> on_probation;

  CheckOutcome worst() const;
};

// `base` is a run of the older build: growth that it shows as well passes, and
// the increase is measured against it.
CheckResult Check(const CheckSubject& subject, const CheckRules& rules,
                  const CheckSubject* base, std::chrono::sys_days today);

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_ANALYSIS_CHECK_H_
