// See check_conditions.h.
#include "report/cli/check_conditions.h"

#include <algorithm>
#include <string>
#include <utility>

#include "report/render/units.h"

namespace leaktrace::report {
namespace {

constexpr double kWhole = 100;

double CoverageOf(const ReportView& report) {
  const auto anonymous =
      static_cast<double>(report.memory.anonymous_bytes.value_or(0));
  return anonymous > 0
             ? static_cast<double>(report.total.live_bytes) / anonymous
             : 0;
}

CheckRow Undecided(const std::string& rule, const std::string& message) {
  CheckRow row;
  row.status = CheckStatus::kUndecided;
  row.rule = rule;
  row.subject = "all owners";
  row.message = message;
  row.next_step = "run longer, or take snapshots more often (LEAKTRACE_EVERY)";
  return row;
}

std::string TooFew(const CheckConditions& conditions,
                   const ReportView& report) {
  return FormatCount(report.snapshots) +
         (report.snapshots == 1 ? " snapshot" : " snapshots") + "; at least " +
         std::to_string(conditions.min_snapshots) + " are needed";
}

bool HasEnoughSnapshots(const CheckConditions& conditions,
                        const ReportView& report) {
  return report.snapshots >= conditions.min_snapshots;
}

bool IsAnyJudged(const ReportView& report) {
  return report.owners.empty() ||
         std::any_of(report.owners.begin(), report.owners.end(),
                     [](const OwnerRow& owner) {
                       return owner.confidence.has_value();
                     });
}

void AddUndecided(CheckRow row, CheckView* view) {
  // Not judged is not the same as nobody grows.
  std::erase_if(view->rows, [](const CheckRow& other) {
    return other.rule == "growth" && other.status == CheckStatus::kPassed;
  });
  const auto worse = [](const CheckRow& other) {
    return other.status != CheckStatus::kFailed;
  };
  view->rows.insert(std::find_if(view->rows.begin(), view->rows.end(), worse),
                    std::move(row));
  view->status = view->rows.front().status;
}

// As the report says it.
void AddDoubts(const ReportView& report, CheckView* view) {
  std::string losses;
  for (const auto& [name, count] : report.losses) {
    losses +=
        (losses.empty() ? "lost: " : ", ") + name + " " + FormatCount(count);
  }
  if (!losses.empty()) view->notes.push_back(losses);
  if (report.mixed_intervals) {
    view->notes.push_back(
        "the sampling interval changed during the run, to " +
        FormatBytes(static_cast<double>(report.interval_bytes)) +
        " at its end (LEAKTRACE_BUDGET)");
  }
  view->notes.insert(view->notes.end(), report.warnings.begin(),
                     report.warnings.end());
}

}  // namespace

absl::Status RequireCoverage(const CheckConditions& conditions,
                             const ReportView& report) {
  if (report.total.alloc_bytes == 0 && report.total.live_bytes == 0) {
    return absl::InvalidArgumentError(
        "no allocation was recorded; leaktrace doctor -- PROGRAM says why");
  }
  const double percent = conditions.coverage_percent.value_or(0);
  const double coverage = CoverageOf(report);
  if (percent <= 0 || coverage * kWhole >= percent) return absl::OkStatus();
  if (!report.memory.anonymous_bytes) {
    return absl::InvalidArgumentError(
        "the coverage is not known, for these profiles do not say how much "
        "memory the process has; leave out --require-coverage");
  }
  return absl::InvalidArgumentError(
      "coverage is " + FormatPercent(coverage) + ", less than the required " +
      FormatPercent(percent / kWhole) +
      ": the heap that leaktrace watches is too small a part of the process's "
      "memory; leaktrace doctor says why");
}

bool IsGrowthJudged(const CheckConditions& conditions,
                    const ReportView& report) {
  return HasEnoughSnapshots(conditions, report) && IsAnyJudged(report);
}

absl::Status RequireConclusion(const CheckConditions& conditions,
                               const ReportView& report, CheckView* view) {
  if (!HasEnoughSnapshots(conditions, report)) {
    AddUndecided(Undecided("snapshots", TooFew(conditions, report)), view);
  } else if (!IsAnyJudged(report)) {
    AddUndecided(
        Undecided("growth", "growth cannot be judged from these profiles"),
        view);
  }
  AddDoubts(report, view);
  if (report.coverage_problems.empty()) return absl::OkStatus();
  const std::string& problem = report.coverage_problems.front();
  if (view->status == CheckStatus::kFailed || conditions.coverage_percent) {
    view->notes.push_back("coverage: " + problem);
    return absl::OkStatus();
  }
  return absl::InvalidArgumentError(
      "coverage is " + FormatPercent(CoverageOf(report)) +
      ", so to pass would say little: " + problem +
      "; leaktrace doctor says why, --require-coverage 0 accepts it");
}

void AddBaseNotes(const CheckConditions& conditions, const ReportView& base,
                  const ReportView& head, CheckView* view) {
  if (base.executable != head.executable) {
    view->notes.push_back("the base is a run of " + base.executable +
                          ", not of " + head.executable);
  }
  if (!HasEnoughSnapshots(conditions, base)) {
    view->notes.push_back("the base has " + TooFew(conditions, base) +
                          " to know what grew there: all growth counts as new");
  } else if (!IsAnyJudged(base)) {
    view->notes.emplace_back(
        "growth cannot be judged from the profiles of the base: all of it "
        "counts as new");
  }
  for (const std::string& problem : base.coverage_problems) {
    view->notes.push_back("base: " + problem);
  }
  for (const std::string& warning : base.warnings) {
    view->notes.push_back("base: " + warning);
  }
}

}  // namespace leaktrace::report
