// `leaktrace selftest`: runs a program with a known leak and a bounded cache on
// this machine, sampled and exact, and holds the report against what is known.
#include <algorithm>
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
#include "report/cli/check_outputs.h"
#include "report/cli/child_process.h"
#include "report/cli/commands.h"
#include "report/cli/exit_status.h"
#include "report/cli/failure.h"
#include "report/cli/report_builder.h"
#include "report/cli/selftest_subject.h"
#include "report/cli/shim_library.h"
#include "report/cli/temporary_folder.h"
#include "report/render/units.h"

namespace leaktrace::report {
namespace {

constexpr char kSubjectCommand[] = "selftest-subject";
constexpr char kOwnExecutable[] = "/proc/self/exe";

struct Mode {
  const char* name;
  const char* interval;
};

constexpr Mode kModes[] = {{"sampled every 64 KiB", "64K"}, {"exact", "1"}};

std::vector<Setting> SettingsOf(const Mode& mode, const std::string& library,
                                const std::string& directory) {
  return {{"LD_PRELOAD", library},
          {"LEAKTRACE_DIR", directory},
          {"LEAKTRACE_INTERVAL", mode.interval},
          {"LEAKTRACE_EVERY", "3600"},
          {"LEAKTRACE_SEED", "1"},
          {"LEAKTRACE_START", std::nullopt},
          {"LEAKTRACE_RSS_STEP", std::nullopt},
          {"LEAKTRACE_RETAIN", std::nullopt}};
}

absl::Status NotEffective(const std::string& library) {
  return absl::FailedPreconditionError(
      "selftest: " + library +
      " was preloaded, but is not at work in the process; leaktrace doctor -- "
      "PROGRAM says why, LEAKTRACE_LIBRARY names another library");
}

absl::StatusOr<ReportView> RunSubject(const Mode& mode,
                                      const std::string& library) {
  const absl::StatusOr<TemporaryFolder> folder = TemporaryFolder::Make();
  if (!folder.ok()) return folder.status();
  std::error_code error;
  const std::string self =
      std::filesystem::read_symlink(kOwnExecutable, error).string();
  absl::StatusOr<ChildProcess> subject =
      ChildProcess::Start({error ? kOwnExecutable : self, kSubjectCommand},
                          SettingsOf(mode, library, folder->path()));
  if (!subject.ok()) return subject.status();
  const int status = subject->Wait();
  if (status != kExitOk) return NotEffective(library);
  ReportRequest request;
  request.inputs = {folder->path()};
  return BuildReport(request);
}

const OwnerRow* Find(const ReportView& report, const char* name) {
  for (const OwnerRow& row : report.owners) {
    if (row.name == name) return &row;
  }
  return nullptr;
}

CheckRow RowFor(const Mode& mode, const char* subject) {
  CheckRow row;
  row.rule = mode.name;
  row.subject = subject;
  return row;
}

// The leak is called growing and comes first.
CheckRow JudgeLeak(const Mode& mode, const ReportView& report) {
  CheckRow row = RowFor(mode, kSelftestLeak);
  const OwnerRow* leak = Find(report, kSelftestLeak);
  const bool found =
      leak != nullptr && leak->alarm && leak == &report.owners.front();
  row.status = found ? CheckStatus::kPassed : CheckStatus::kFailed;
  row.message = std::string(found             ? "the leak was found"
                            : leak == nullptr ? "the leak is not in the report"
                                              : "the leak was not recognised");
  if (leak == nullptr) return row;
  row.message += ": " + FormatBytes(static_cast<double>(leak->live_bytes)) +
                 " ± " + FormatBytes(leak->error_bytes) + " seen, " +
                 leak->verdict;
  row.evidence = leak->evidence;
  return row;
}

// The cache is not; neither is anybody else.
CheckRow JudgeCache(const Mode& mode, const ReportView& report) {
  CheckRow row = RowFor(mode, kSelftestCache);
  const OwnerRow* cache = Find(report, kSelftestCache);
  row.message = cache == nullptr ? "the cache is not in the report"
                                 : "the cache was cleared: " + cache->verdict;
  if (cache == nullptr) row.status = CheckStatus::kFailed;
  for (const OwnerRow& owner : report.owners) {
    if (!owner.alarm || owner.name == kSelftestLeak) continue;
    row.status = CheckStatus::kFailed;
    row.message = owner.name + " was called growing, and is not";
    row.evidence = owner.evidence;
  }
  return row;
}

absl::StatusOr<CheckView> Selftest() {
  const absl::StatusOr<std::string> library = FindShimLibrary();
  if (!library.ok()) return library.status();
  CheckView view;
  view.executable = "leaktrace selftest";
  for (const Mode& mode : kModes) {
    const absl::StatusOr<ReportView> report = RunSubject(mode, *library);
    if (!report.ok()) return report.status();
    view.snapshots = report->snapshots;
    view.span_seconds = report->span_seconds;
    for (CheckRow row : {JudgeLeak(mode, *report), JudgeCache(mode, *report)}) {
      view.status = std::max(view.status, row.status);
      view.rows.push_back(std::move(row));
    }
  }
  if (view.status == CheckStatus::kFailed) view.exit_status = kExitBeyondLimit;
  return view;
}

int RunSelftest(const CheckOutputs& outputs) {
  absl::StatusOr<CheckView> view = Selftest();
  if (!view.ok()) return Fail(view.status());
  if (outputs.format == "text") {
    for (const CheckRow& row : view->rows) {
      if (row.status != CheckStatus::kPassed) continue;
      view->notes.push_back(row.rule + ": " + row.message);
    }
  }
  return WriteCheckOutputs(outputs, *view);
}

}  // namespace

void AddSelftestCommand(CLI::App& app, int* exit_status) {
  CLI::App* command = app.add_subcommand(
      "selftest",
      "Does leaktrace find a known leak on this machine, and clear a cache?");
  const auto outputs = std::make_shared<CheckOutputs>();
  const auto json = std::make_shared<bool>(false);
  AddCheckOutputs(command, outputs.get());
  command->add_flag("--json", *json, "The same as --format json");
  command->footer(
      "Exit status: 0 yes, 1 no, 3 the library is not effective here, 4 "
      "usage.\n"
      "\n"
      "Example:\n  leaktrace selftest");
  command->callback([outputs, json, exit_status] {
    if (*json) outputs->format = "json";
    *exit_status = RunSelftest(*outputs);
  });
  CLI::App* subject = app.add_subcommand(kSubjectCommand)->group("");
  subject->callback([exit_status] { *exit_status = RunSelftestSubject(); });
}

}  // namespace leaktrace::report
