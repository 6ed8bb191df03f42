// Budgets are asked line by line, growth owner by owner; suppressions have the
// last word over both.
#include "report/analysis/check.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "report/analysis/check_base.h"
#include "report/analysis/check_measure.h"
#include "report/analysis/glob.h"
#include "report/analysis/suppression_pattern.h"

namespace leaktrace::report {
namespace {

bool IsSlope(CheckMetric metric) {
  return metric == CheckMetric::kSlopePerSecond ||
         metric == CheckMetric::kSlopePerWork;
}

CheckOutcome Compare(const std::optional<GrowthRate>& measured, double limit) {
  if (!measured) return CheckOutcome::kUndecided;
  if (measured->value <= limit) return CheckOutcome::kPassed;
  return measured->low > limit ? CheckOutcome::kExceeded
                               : CheckOutcome::kUndecided;
}

class Checker {
 public:
  Checker(const CheckSubject& subject, const CheckRules& rules,
          const CheckSubject* base, std::chrono::sys_days today)
      : subject_(subject),
        rules_(rules),
        today_(today),
        used_(rules.suppressions.size(), false) {
    if (base != nullptr) base_.emplace(*base, subject);
  }

  CheckResult Run() {
    CheckBudgets();
    CheckGrowth();
    ReportUnused();
    std::stable_sort(result_.findings.begin(), result_.findings.end(),
                     [](const CheckFinding& a, const CheckFinding& b) {
                       return a.outcome > b.outcome;
                     });
    return std::move(result_);
  }

 private:
  using Name = std::pair<std::string, std::string>;

  void CheckBudgets() {
    const std::vector<CheckOwner> totals = {SumUpTotal(subject_)};
    const std::vector<CheckOwner> modules = SumUpModules(subject_.owners);
    for (const CheckBudget& budget : rules_.budgets) {
      const std::vector<CheckOwner>& group =
          budget.scope == CheckScope::kTotal    ? totals
          : budget.scope == CheckScope::kModule ? modules
                                                : subject_.owners;
      CheckBudgetLine(budget, group);
    }
  }

  void CheckBudgetLine(const CheckBudget& budget,
                       const std::vector<CheckOwner>& group) {
    bool matched = false;
    for (size_t i = 0; i < group.size(); ++i) {
      if (budget.scope != CheckScope::kTotal &&
          !GlobMatches(budget.pattern, group[i].name)) {
        continue;
      }
      matched = true;
      for (const CheckLimit& limit : budget.limits) {
        CheckLimitOf(budget, limit, group[i], i);
      }
    }
    if (!matched) result_.unused.push_back(budget.origin);
  }

  // Of several budgets with this limit the first decides.
  bool DecidedBefore(const CheckBudget& budget, const CheckLimit& limit,
                     const CheckOwner& owner) {
    const auto key = std::pair(static_cast<int>(budget.scope),
                               static_cast<int>(limit.metric));
    return !decided_[key].insert({owner.name, owner.module}).second;
  }

  void CheckLimitOf(const CheckBudget& budget, const CheckLimit& limit,
                    const CheckOwner& owner, size_t index) {
    if (DecidedBefore(budget, limit, owner)) return;
    CheckFinding finding;
    finding.scope = budget.scope;
    finding.name = owner.name;
    finding.metric = limit.metric;
    finding.limit = limit.amount;
    finding.origin = budget.origin;
    if (budget.scope == CheckScope::kOwner) {
      finding.owner = index;
      finding.module = owner.module;
      if (IsSlope(limit.metric)) growth_decided_.insert(index);
    }
    finding.measured = MeasureOwner(owner, limit.metric);
    finding.outcome = Compare(finding.measured, limit.amount);
    if (IsSlope(limit.metric) && finding.outcome == CheckOutcome::kPassed) {
      if (budget.scope == CheckScope::kTotal) total_may_grow_ = true;
      if (budget.scope == CheckScope::kModule) {
        may_grow_.insert(owner.name);
      }
    }
    Add(std::move(finding));
  }

  // By a slope of its own, or one of its module or the process that is kept.
  bool MayGrow(size_t index) const {
    return growth_decided_.contains(index) || total_may_grow_ ||
           may_grow_.contains(subject_.owners[index].module);
  }

  // Whoever grows without a budget that says how fast it may.
  void CheckGrowth() {
    for (size_t i = 0; i < subject_.owners.size(); ++i) {
      const CheckOwner& owner = subject_.owners[i];
      if (!owner.alarm) {
        if (owner.growing) result_.on_probation.push_back(i);
        continue;
      }
      if (MayGrow(i) || !owner.per_second) continue;
      CheckFinding finding;
      finding.owner = i;
      finding.name = owner.name;
      finding.module = owner.module;
      finding.measured = owner.per_second;
      finding.outcome = CheckOutcome::kExceeded;
      CompareWithBase(owner, &finding);
      Add(std::move(finding));
    }
  }

  // As fast as before, as far as one can tell: not this change's fault.
  void CompareWithBase(const CheckOwner& owner, CheckFinding* finding) const {
    const CheckOwner* base = base_ ? base_->Find(owner) : nullptr;
    if (base == nullptr || !base->growing || !base->per_second) return;
    const bool by_work = owner.per_work && base->per_work;
    const GrowthRate& head = by_work ? *owner.per_work : *owner.per_second;
    const GrowthRate& before = by_work ? *base->per_work : *base->per_second;
    finding->metric =
        by_work ? CheckMetric::kSlopePerWork : CheckMetric::kSlopePerSecond;
    finding->measured = head;
    finding->base = before.value;
    if (head.low <= before.high) finding->outcome = CheckOutcome::kPassed;
  }

  void Add(CheckFinding finding) {
    if (finding.outcome >= CheckOutcome::kUndecided && finding.owner) {
      Suppress(subject_.owners[*finding.owner], &finding);
    }
    result_.findings.push_back(std::move(finding));
  }

  void Suppress(const CheckOwner& owner, CheckFinding* finding) {
    for (size_t i = 0; i < rules_.suppressions.size(); ++i) {
      const CheckSuppression& suppression = rules_.suppressions[i];
      if (!Matches(suppression, owner)) continue;
      used_[i] = true;
      if (suppression.until && *suppression.until < today_) {
        finding->expired = suppression.origin;
        continue;
      }
      if (!WithinLimits(suppression, owner, finding)) continue;
      finding->outcome = CheckOutcome::kSuppressed;
      finding->origin = suppression.origin;
      finding->reason = suppression.reason;
      return;
    }
  }

  static bool Matches(const CheckSuppression& suppression,
                      const CheckOwner& owner) {
    const auto matches = [&](const std::string& word) {
      return MatchesSuppression(suppression.pattern, word);
    };
    return matches(owner.name) || matches(owner.module) ||
           std::any_of(owner.path_words.begin(), owner.path_words.end(),
                       matches);
  }

  // Its own budget used up, a suppression helps no more.
  static bool WithinLimits(const CheckSuppression& suppression,
                           const CheckOwner& owner, CheckFinding* finding) {
    for (const CheckLimit& limit : suppression.limits) {
      const auto measured = MeasureOwner(owner, limit.metric);
      if (measured && measured->low <= limit.amount) continue;
      finding->limit = limit.amount;
      finding->metric = limit.metric;
      finding->origin = suppression.origin;
      finding->measured = measured;
      return false;
    }
    return true;
  }

  void ReportUnused() {
    for (size_t i = 0; i < used_.size(); ++i) {
      if (!used_[i]) {
        result_.idle_suppressions.push_back(rules_.suppressions[i].origin);
      }
    }
  }

  const CheckSubject& subject_;
  const CheckRules& rules_;
  std::chrono::sys_days today_;
  std::optional<CheckBase> base_;
  std::map<std::pair<int, int>, std::set<Name>> decided_;
  std::set<size_t> growth_decided_;
  bool total_may_grow_ = false;
  std::set<std::string> may_grow_;  // modules
  std::vector<bool> used_;          // of the suppressions
  CheckResult result_;
};

}  // namespace

CheckOutcome CheckResult::worst() const {
  return findings.empty() ? CheckOutcome::kPassed : findings.front().outcome;
}

CheckResult Check(const CheckSubject& subject, const CheckRules& rules,
                  const CheckSubject* base, std::chrono::sys_days today) {
  return Checker(subject, rules, base, today).Run();
}

}  // namespace leaktrace::report
