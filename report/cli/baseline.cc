// Amounts are whole bytes, and slopes bytes per day or per unit of work in full
// precision: a file that is read and written again stays the same.
#include "report/cli/baseline.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "report/cli/small_file.h"
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

const CheckBudget* FindSame(const CheckRules& rules,
                            const CheckBudget& wanted) {
  const auto same = [&](const CheckBudget& budget) {
    return budget.scope == wanted.scope && budget.pattern == wanted.pattern;
  };
  const auto found =
      std::find_if(rules.budgets.begin(), rules.budgets.end(), same);
  return found == rules.budgets.end() ? nullptr : &*found;
}

// Limits of both, the lower one.
CheckBudget Lower(const CheckBudget& old, const CheckBudget& current) {
  CheckBudget lower = old;
  lower.limits.clear();
  for (const CheckLimit& limit : old.limits) {
    for (const CheckLimit& other : current.limits) {
      if (limit.metric != other.metric) continue;
      lower.limits.push_back(
          {limit.metric, std::min(limit.amount, other.amount)});
    }
  }
  return lower;
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
    if (FindSame(rules, budget) == nullptr) {
      rules.budgets.push_back(std::move(budget));
    }
  }
  return rules;
}

CheckRules Ratchet(const CheckRules& old, const CheckRules& current) {
  CheckRules rules;
  for (const CheckBudget& budget : old.budgets) {
    const CheckBudget* now = FindSame(current, budget);
    if (now == nullptr) continue;
    CheckBudget lower = Lower(budget, *now);
    if (!lower.limits.empty()) rules.budgets.push_back(std::move(lower));
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
  const std::string temporary = path + "." + std::to_string(getpid()) + ".new";
  std::ofstream file(temporary, std::ios::binary);
  file << kHeader;
  for (const CheckBudget& budget : rules.budgets) file << BudgetText(budget);
  file.close();
  std::error_code error;
  if (file) std::filesystem::rename(temporary, path, error);
  if (file && !error) return absl::OkStatus();
  std::filesystem::remove(temporary, error);
  return absl::PermissionDeniedError(
      path + ": cannot be written; name a file in a writable directory");
}

}  // namespace leaktrace::report
