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
#include "report/cli/baseline.h"
#include "report/cli/check_conditions.h"
#include "report/cli/check_outputs.h"
#include "report/cli/check_subject_builder.h"
#include "report/cli/check_view_builder.h"
#include "report/cli/commands.h"
#include "report/cli/exit_status.h"
#include "report/cli/failure.h"
#include "report/cli/number_range.h"
#include "report/cli/report_builder.h"
#include "report/cli/small_file.h"

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
  std::string base_work;  // a file of time,count lines
  double tolerance_percent = 10;
  CheckConditions conditions;
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

absl::StatusOr<CheckRules> LoadCheckRules(const CheckOptions& options) {
  CheckRules rules;
  absl::Status status = AddRules(options.budgets, "--budgets", &rules);
  if (status.ok()) {
    status = AddRules(options.suppressions, "--suppressions", &rules);
  }
  if (!status.ok()) return status;
  return rules;
}

// It comes last: a budget may allow more than it. One that is yet to be written
// allows what there is.
void AddBaseline(const CheckOptions& options, const CheckRules& baseline,
                 CheckRules* rules) {
  if (options.baseline.empty()) return;
  rules->Append(Loosened(baseline, options.tolerance_percent / kPercent));
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

int ExitStatusOf(CheckStatus status) {
  if (status == CheckStatus::kFailed) return kExitBeyondLimit;
  return status == CheckStatus::kUndecided ? kExitUndecided : kExitOk;
}

// A run that cannot be judged would take away what others need.
absl::Status UpdateBaseline(const CheckOptions& options,
                            const std::optional<CheckRules>& old,
                            const CheckSubject& subject,
                            const ReportView& report, CheckView* view) {
  if (!options.update_baseline) return absl::OkStatus();
  if (!IsGrowthJudged(options.conditions, report)) {
    view->notes.push_back(options.baseline +
                          ": not updated from a run that cannot be judged");
    return absl::OkStatus();
  }
  const CheckRules current = MakeBaseline(subject);
  return WriteBaseline(options.baseline,
                       old ? Ratchet(*old, current) : current);
}

absl::StatusOr<std::optional<ReportView>> LoadBase(
    const CheckOptions& options) {
  if (options.base.empty()) return std::nullopt;
  ReportRequest request = options.request;
  request.inputs = {options.base};
  request.work.file = options.base_work;
  absl::StatusOr<ReportView> report = BuildReport(request);
  if (!report.ok()) return report.status();
  return *std::move(report);
}

std::chrono::sys_days Today() {
  return std::chrono::floor<std::chrono::days>(
      std::chrono::system_clock::now());
}

absl::StatusOr<CheckView> Judge(const CheckOptions& options) {
  absl::StatusOr<std::optional<CheckRules>> baseline = LoadBaseline(options);
  if (!baseline.ok()) return baseline.status();
  // Before the series, which may take long: a bad file is soon said.
  absl::StatusOr<CheckRules> rules = LoadCheckRules(options);
  if (!rules.ok()) return rules.status();
  const absl::StatusOr<ReportView> report = BuildReport(options.request);
  if (!report.ok()) return report.status();
  const absl::StatusOr<std::optional<ReportView>> base = LoadBase(options);
  if (!base.ok()) return base.status();
  absl::Status covered = RequireCoverage(options.conditions, *report);
  if (!covered.ok()) return covered;
  CheckSubject subject = MakeCheckSubject(*report);
  std::optional<CheckSubject> before;
  if (*base) {
    before = MakeCheckSubject(**base);
    SetIncrease(*before, &subject);
  }
  AddBaseline(options, *baseline ? **baseline : MakeBaseline(subject), &*rules);
  CheckView view = MakeCheckView(
      Check(subject, *rules, before ? &*before : nullptr, Today()), *report);
  view.base_directory = options.base;
  std::error_code ignored;
  view.source_root = std::filesystem::current_path(ignored).string();
  const absl::Status concluded =
      RequireConclusion(options.conditions, *report, &view);
  if (!concluded.ok()) return concluded;
  if (*base) AddBaseNotes(options.conditions, **base, *report, &view);
  view.exit_status = ExitStatusOf(view.status);
  const absl::Status updated =
      UpdateBaseline(options, *baseline, subject, *report, &view);
  if (!updated.ok()) return updated;
  return view;
}

int CheckRun(const CheckOptions& options) {
  if (options.update_baseline && options.baseline.empty()) {
    return FailUsage("check: --update-baseline needs --baseline FILE");
  }
  if (!options.base_work.empty() && options.base.empty()) {
    return FailUsage("check: --base-work needs --base DIRECTORY");
  }
  absl::StatusOr<CheckView> view = Judge(options);
  if (!view.ok()) return Fail(view.status());
  return WriteCheckOutputs(options.outputs, *view);
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
      ->check(NumberBetween(0, 1e6));
  command->add_option("--base", options->base,
                      "A run of the older build: its growth is not new");
  command->add_option("--base-work", options->base_work,
                      "Like --work, of the base");
  command
      ->add_option("--min-snapshots", options->conditions.min_snapshots,
                   "With fewer the answer is undecided (6)")
      ->check(NumberBetween(1, 1e9));
  command
      ->add_option("--require-coverage", options->conditions.coverage_percent,
                   "Percent of the process's memory that must be watched heap")
      ->check(NumberBetween(0, 100));
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
