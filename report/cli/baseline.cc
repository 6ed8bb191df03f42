// Amounts are whole bytes, and slopes bytes per day or per unit of work in full
// precision: a file that is read and written again stays the same.
#include "report/cli/baseline.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "report/cli/small_file.h"
#include "report/profile/file_bytes.h"
#include "report/render/text_table.h"

namespace leaktrace::report {
namespace {

constexpr double kSecondsPerDay = 86400;
constexpr char kHeader[] =
    "# Baseline of leaktrace check: limits that only go down. Written by\n"
    "# leaktrace check --baseline FILE --update-baseline.\n";

CheckLimit Ceiling(CheckMetric metric, double amount) {
  return {metric, std::ceil(amount)};
}

void AddSlope(CheckMetric metric, const GrowthRate& rate, CheckBudget* budget) {
  const double scale =
      metric == CheckMetric::kSlopePerSecond ? kSecondsPerDay : 1;
  const double amount = std::isfinite(rate.high) ? rate.high : rate.value;
  budget->limits.push_back({metric, std::ceil(amount * scale) / scale});
}

// Names become patterns; what a line cannot hold matches as '?'.
std::string PatternOf(const CheckOwner& owner) { return Printable(owner.name); }

std::string Number(double number) {
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), "%.0f", number);
  return text.data();
}

std::string LimitText(const CheckLimit& limit) {
  const std::string name(CheckMetricName(limit.metric));
  if (limit.metric == CheckMetric::kSlopePerSecond) {
    return name + "=" + Number(limit.amount * kSecondsPerDay) + "/day";
  }
  const bool per_work = limit.metric == CheckMetric::kSlopePerWork;
  return name + "=" + Number(limit.amount) + (per_work ? "/work" : "");
}

std::string BudgetText(const CheckBudget& budget) {
  std::string text(CheckScopeName(budget.scope));
  if (budget.scope != CheckScope::kTotal) text += ":" + budget.pattern;
  for (const CheckLimit& limit : budget.limits) text += " " + LimitText(limit);
  return text + "\n";
}

// Null if there is none.
template <typename Rules>
auto* FindSame(Rules& rules, const CheckBudget& wanted) {
  const auto same = [&](const CheckBudget& budget) {
    return budget.scope == wanted.scope && budget.pattern == wanted.pattern;
  };
  const auto found =
      std::find_if(rules.budgets.begin(), rules.budgets.end(), same);
  return found == rules.budgets.end() ? nullptr : &*found;
}

// The lower one where both have a limit. What the run does not measure (work
// that was not counted this time) stays.
CheckBudget Lower(const CheckBudget& old, const CheckBudget& current) {
  CheckBudget lower = old;
  for (CheckLimit& limit : lower.limits) {
    for (const CheckLimit& other : current.limits) {
      if (limit.metric != other.metric) continue;
      limit.amount = std::min(limit.amount, other.amount);
    }
  }
  return lower;
}

// Owners of one name in several modules share a line: the highest limits.
void AddBudget(CheckBudget budget, CheckRules* rules) {
  CheckBudget* const same = FindSame(*rules, budget);
  if (same == nullptr) {
    rules->budgets.push_back(std::move(budget));
    return;
  }
  for (CheckLimit& limit : same->limits) {
    for (const CheckLimit& other : budget.limits) {
      if (limit.metric != other.metric) continue;
      limit.amount = std::max(limit.amount, other.amount);
    }
  }
}

}  // namespace

absl::StatusOr<CheckRules> ReadBaseline(const std::string& path) {
  const absl::StatusOr<std::string> text = ReadSmallFile(path, "--baseline");
  if (!text.ok()) return text.status();
  absl::StatusOr<CheckRules> rules = ParseCheckRules(*text, path);
  if (rules.ok() && !rules->suppressions.empty()) {
    return absl::InvalidArgumentError(
        rules->suppressions.front().origin +
        ": a baseline holds no suppressions; put them into a file for "
        "--suppressions");
  }
  return rules;
}

CheckRules MakeBaseline(const CheckSubject& subject) {
  CheckRules rules;
  CheckBudget& total = rules.budgets.emplace_back();
  total.limits = {
      Ceiling(CheckMetric::kBytes,
              subject.total.bytes.value + subject.total.bytes.error),
      Ceiling(CheckMetric::kObjects,
              subject.total.objects.value + subject.total.objects.error)};
  for (const CheckOwner& owner : subject.owners) {
    if (!owner.alarm || !owner.per_second) continue;
    CheckBudget budget;
    budget.scope = CheckScope::kOwner;
    budget.pattern = PatternOf(owner);
    // Work does not depend on the machine's speed; time does.
    if (owner.per_work) {
      AddSlope(CheckMetric::kSlopePerWork, *owner.per_work, &budget);
    } else {
      AddSlope(CheckMetric::kSlopePerSecond, *owner.per_second, &budget);
    }
    AddBudget(std::move(budget), &rules);
  }
  return rules;
}

CheckRules Ratchet(const CheckRules& old, const CheckRules& current) {
  CheckRules rules;
  for (const CheckBudget& budget : old.budgets) {
    const CheckBudget* now = FindSame(current, budget);
    if (now == nullptr) continue;
    rules.budgets.push_back(Lower(budget, *now));
  }
  return rules;
}

CheckRules Loosened(CheckRules rules, double tolerance) {
  for (CheckBudget& budget : rules.budgets) {
    for (CheckLimit& limit : budget.limits) limit.amount *= 1 + tolerance;
  }
  return rules;
}

absl::Status WriteBaseline(const std::string& path, const CheckRules& rules) {
  std::string text = kHeader;
  for (const CheckBudget& budget : rules.budgets) text += BudgetText(budget);
  return WriteFileBytes(path, text);
}

}  // namespace leaktrace::report
