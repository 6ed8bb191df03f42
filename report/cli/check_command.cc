// `leaktrace check`: the gate in CI. Reads a run, judges it, says it in the
// formats that were asked for; the exit status is the answer.
#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "CLI/CLI.hpp"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "report/analysis/check.h"
#include "report/analysis/growth_analysis.h"
#include "report/cli/baseline.h"
#include "report/cli/check_outputs.h"
#include "report/cli/check_subject_builder.h"
#include "report/cli/check_view_builder.h"
#include "report/cli/commands.h"
#include "report/cli/exit_status.h"
#include "report/cli/failure.h"
#include "report/cli/report_builder.h"
#include "report/cli/small_file.h"
#include "report/render/units.h"

namespace leaktrace::report {
namespace {

constexpr char kFooter[] =
    "Exit status: 0 within the limits, 1 growth beyond a limit, 2 the run is\n"
    "too short to tell, 3 invalid input or too little coverage, 4 usage.\n"
    "\n"
    "Examples:\n"
    "  leaktrace check                       nobody may grow\n"
    "  leaktrace check --budgets budgets.txt --output junit=leaks.xml\n"
    "  leaktrace check --base main/leaktrace.out leaktrace.out\n"
    "  leaktrace check --baseline known.txt --update-baseline";
constexpr double kPercent = 100;

struct CheckOptions {
  ReportRequest request;
  CheckOutputs outputs;
  std::vector<std::string> budgets;
  std::vector<std::string> suppressions;
  std::string baseline;
  std::string base;
  bool update_baseline = false;
  double tolerance_percent = 10;
  int min_snapshots = kMinGrowthSnapshots;
  double coverage_percent = 0;
};

absl::Status AddRules(const std::vector<std::string>& paths,
                      const std::string& option, CheckRules* rules) {
  for (const std::string& path : paths) {
    const absl::StatusOr<std::string> text = ReadSmallFile(path, option);
    if (!text.ok()) return text.status();
    const absl::StatusOr<CheckRules> more = ParseCheckRules(*text, path);
    if (!more.ok()) return more.status();
    rules->Append(*more);
  }
  return absl::OkStatus();
}

// The baseline comes last: a budget may allow more than it.
absl::StatusOr<CheckRules> LoadCheckRules(const CheckOptions& options,
                                          const CheckRules* baseline) {
  CheckRules rules;
  absl::Status status = AddRules(options.budgets, "--budgets", &rules);
  if (status.ok()) {
    status = AddRules(options.suppressions, "--suppressions", &rules);
  }
  if (!status.ok()) return status;
  if (baseline != nullptr) {
    rules.Append(Loosened(*baseline, options.tolerance_percent / kPercent));
  }
  return rules;
}

// Nothing if there is none yet, which is fine when it is to be written.
absl::StatusOr<std::optional<CheckRules>> LoadBaseline(
    const CheckOptions& options) {
  if (options.baseline.empty()) return std::nullopt;
  absl::StatusOr<CheckRules> baseline = ReadBaseline(options.baseline);
  if (baseline.ok()) return *std::move(baseline);
  if (options.update_baseline && absl::IsNotFound(baseline.status())) {
    return std::nullopt;
  }
  return baseline.status();
}

absl::Status RequireCoverage(const ReportView& view, double percent) {
  if (view.total.alloc_bytes == 0 && view.total.live_bytes == 0) {
    return absl::InvalidArgumentError(
        "no allocation was recorded; leaktrace doctor -- PROGRAM says why");
  }
  if (percent <= 0) return absl::OkStatus();
  const auto anonymous =
      static_cast<double>(view.memory.anonymous_bytes.value_or(0));
  const double coverage =
      anonymous > 0 ? static_cast<double>(view.total.live_bytes) / anonymous
                    : 0;
  if (coverage * kPercent >= percent) return absl::OkStatus();
  return absl::InvalidArgumentError(
      "coverage is " + FormatPercent(coverage) + ", less than the required " +
      FormatPercent(percent / kPercent) +
      ": the heap that leaktrace watches is too small a part of the process's "
      "memory; leaktrace doctor says why");
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

bool IsJudged(const ReportView& report) {
  for (const OwnerRow& owner : report.owners) {
    if (owner.confidence) return true;
  }
  return report.owners.empty();
}

// A run that says nothing must not look as if it had passed.
void RequireSnapshots(const CheckOptions& options, const ReportView& report,
                      CheckView* view) {
  std::optional<CheckRow> row;
  if (report.snapshots < options.min_snapshots) {
    row = Undecided("snapshots",
                    FormatCount(report.snapshots) + " snapshots; at least " +
                        std::to_string(options.min_snapshots) + " are needed");
  } else if (!IsJudged(report)) {
    row = Undecided("growth", "growth cannot be judged from these profiles");
  }
  if (!row) return;
  const auto worse = [](const CheckRow& other) {
    return other.status != CheckStatus::kFailed;
  };
  // Not judged is not the same as nobody grows.
  std::erase_if(view->rows, [](const CheckRow& other) {
    return other.rule == "growth" && other.status == CheckStatus::kPassed;
  });
  view->rows.insert(std::find_if(view->rows.begin(), view->rows.end(), worse),
                    *std::move(row));
  view->status = view->rows.front().status;
}

int ExitStatusOf(CheckStatus status) {
  if (status == CheckStatus::kFailed) return kExitBeyondLimit;
  return status == CheckStatus::kUndecided ? kExitUndecided : kExitOk;
}

absl::Status UpdateBaseline(const CheckOptions& options,
                            const std::optional<CheckRules>& old,
                            const CheckSubject& subject) {
  if (!options.update_baseline) return absl::OkStatus();
  const CheckRules current = MakeBaseline(subject);
  return WriteBaseline(options.baseline,
                       old ? Ratchet(*old, current) : current);
}

absl::StatusOr<CheckView> Judge(const CheckOptions& options) {
  absl::StatusOr<std::optional<CheckRules>> baseline = LoadBaseline(options);
  if (!baseline.ok()) return baseline.status();
  const absl::StatusOr<ReportView> report = BuildReport(options.request);
  if (!report.ok()) return report.status();
  absl::Status covered = RequireCoverage(*report, options.coverage_percent);
  if (!covered.ok()) return covered;
  CheckSubject subject = MakeCheckSubject(*report);
  std::optional<CheckSubject> base;
  if (!options.base.empty()) {
    ReportRequest request = options.request;
    request.inputs = {options.base};
    const absl::StatusOr<ReportView> older = BuildReport(request);
    if (!older.ok()) return older.status();
    base = MakeCheckSubject(*older);
    SetIncrease(*base, &subject);
  }
  const bool is_new = options.update_baseline && !*baseline;
  if (is_new) *baseline = MakeBaseline(subject);
  const absl::StatusOr<CheckRules> rules =
      LoadCheckRules(options, *baseline ? &**baseline : nullptr);
  if (!rules.ok()) return rules.status();
  const CheckResult result = Check(
      subject, *rules, base ? &*base : nullptr,
      std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now()));
  CheckView view = MakeCheckView(result, *report);
  view.base_directory = options.base;
  std::error_code ignored;
  view.source_root = std::filesystem::current_path(ignored).string();
  RequireSnapshots(options, *report, &view);
  view.exit_status = ExitStatusOf(view.status);
  const absl::Status updated = UpdateBaseline(options, *baseline, subject);
  if (!updated.ok()) return updated;
  return view;
}

int CheckRun(const CheckOptions& options) {
  if (options.update_baseline && options.baseline.empty()) {
    return FailUsage("check: --update-baseline needs --baseline FILE");
  }
  absl::StatusOr<CheckView> view = Judge(options);
  if (!view.ok()) return Fail(view.status());
  const absl::Status written = WriteCheckOutputs(options.outputs, *view);
  if (!written.ok()) return Fail(written);
  return view->exit_status;
}

void AddRuleOptions(CLI::App* command, CheckOptions* options) {
  // May be repeated; the word behind the file is an input.
  command
      ->add_option("--budgets", options->budgets,
                   "Limits of owners, modules and the total")
      ->allow_extra_args(false);
  command
      ->add_option("--suppressions", options->suppressions,
                   "leak:PATTERN lines, as LeakSanitizer takes them")
      ->allow_extra_args(false);
  command->add_option("--baseline", options->baseline,
                      "What is known already, as budgets");
  command->add_flag("--update-baseline", options->update_baseline,
                    "Write the baseline anew, lower or not at all");
  command
      ->add_option("--tolerance", options->tolerance_percent,
                   "Percent by which a run may exceed the baseline (10)")
      ->check(CLI::Range(0.0, 1e6));
  command->add_option("--base", options->base,
                      "A run of the older build: its growth is not new");
  command
      ->add_option("--min-snapshots", options->min_snapshots,
                   "With fewer the answer is undecided (6)")
      ->check(CLI::Range(1, 1 << 30));
  command
      ->add_option("--require-coverage", options->coverage_percent,
                   "Percent of the process's memory that must be watched heap")
      ->check(CLI::Range(0.0, 100.0));
}

}  // namespace

void AddCheckCommand(CLI::App& app, int* exit_status) {
  CLI::App* command = app.add_subcommand(
      "check",
      "Is everybody within the limits? For CI; see leaktrace-check(1).");
  const auto options = std::make_shared<CheckOptions>();
  command->add_option("INPUT", options->request.inputs,
                      "A series, a directory of series, or profile files; the "
                      "newest series by default");
  AddRuleOptions(command, options.get());
  AddCheckOutputs(command, &options->outputs);
  AddWorkOptions(command, &options->request.work);
  AddProfileOptions(command, &options->request.profile);
  command->footer(kFooter);
  command->callback([options, exit_status] {
    if (options->request.profile.json) options->outputs.format = "json";
    *exit_status = CheckRun(*options);
  });
}

}  // namespace leaktrace::report
