// `leaktrace watch PID|DIR`: the report, live.
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <thread>

#include "CLI/CLI.hpp"
#include "absl/status/statusor.h"
#include "report/cli/commands.h"
#include "report/cli/exit_status.h"
#include "report/cli/failure.h"
#include "report/cli/process_series.h"
#include "report/cli/profile_options.h"
#include "report/cli/terminal.h"
#include "report/cli/terminal_screen.h"
#include "report/cli/watch_screen.h"
#include "report/cli/watched_series.h"
#include "report/render/watch_text.h"

namespace leaktrace::report {
namespace {

struct WatchOptions {
  std::string subject;
  std::string rules;
  bool plain = false;
  int64_t updates = 0;  // 0: until the process ends
};

bool IsNumber(const std::string& text) {
  constexpr size_t kMostDigits = 9;
  return !text.empty() && text.size() <= kMostDigits &&
         std::all_of(text.begin(), text.end(),
                     [](char c) { return c >= '0' && c <= '9'; });
}

// A number is a process unless there is a directory of that name.
absl::StatusOr<std::string> FindSubject(const std::string& subject) {
  std::error_code error;
  if (IsNumber(subject) && !std::filesystem::exists(subject, error)) {
    return FindSeriesOfProcess(std::stoll(subject), "");
  }
  const absl::StatusOr<SnapshotDirectory> found = FindSeriesOrDefault(subject);
  if (!found.ok()) return found.status();
  return found->path;
}

int WatchPlainly(const WatchOptions& options, WatchedSeries* series) {
  constexpr auto kTick = std::chrono::milliseconds(200);
  for (int64_t shown = 0;;) {
    const auto report = series->Wait();
    if (!report) {
      std::this_thread::sleep_for(kTick);
      continue;
    }
    if (!report->ok()) return Fail(report->status());
    const int printed = PrintOut(RenderWatchLine((*report)->view) + "\n");
    if (printed != kExitOk) return printed;
    if (++shown == options.updates || (*report)->view.exit_bytes) {
      return kExitOk;
    }
  }
}

int Watch(const WatchOptions& options) {
  const absl::StatusOr<std::string> directory = FindSubject(options.subject);
  if (!directory.ok()) return Fail(directory.status());
  ReportRequest request;
  request.profile.rules = options.rules;
  WatchedSeries series(*directory, request);
  if (options.plain || options.updates > 0 || !TerminalScreen::IsPossible()) {
    return WatchPlainly(options, &series);
  }
  return RunWatchScreen(&series);
}

}  // namespace

void AddWatchCommand(CLI::App& app, int* exit_status) {
  CLI::App* command =
      app.add_subcommand("watch", "The report in the terminal, live.");
  const auto options = std::make_shared<WatchOptions>();
  command->add_option("SUBJECT", options->subject,
                      "A process (PID), a series, or a directory of series; "
                      "the newest series by default");
  command->add_flag("--plain", options->plain,
                    "One line per snapshot, as when the output is no terminal");
  command->add_option("--updates", options->updates,
                      "End after so many lines; implies --plain");
  command->add_option("--rules", options->rules,
                      "Owner rules that come before the shipped ones");
  command->footer(
      "Examples:\n"
      "  leaktrace watch $(pidof redis-server)\n"
      "  leaktrace watch --plain leaktrace.out >> watch.log");
  command->callback([options, exit_status] { *exit_status = Watch(*options); });
}

}  // namespace leaktrace::report
