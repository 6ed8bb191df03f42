// The program is a child here, not this process: somebody has to stop it.
#include "report/cli/run_cycles.h"

#include <poll.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "CLI/CLI.hpp"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "preload/snapshot_format.h"
#include "report/analysis/cycle_growth.h"
#include "report/analysis/normal_interval.h"
#include "report/cli/child_process.h"
#include "report/cli/control_client.h"
#include "report/cli/exit_status.h"
#include "report/cli/failure.h"
#include "report/cli/number_range.h"
#include "report/cli/process_series.h"
#include "report/cli/report_builder.h"
#include "report/cli/snapshot_path.h"
#include "report/render/units.h"

namespace leaktrace::report {
namespace {

constexpr int kCyclePollMs = 20;
constexpr int kSnapshotTimeoutSeconds = 60;
constexpr double kStopPatienceSeconds = 10;
constexpr double kEndPatienceSeconds = 2;
constexpr int kMostCycles = 100;

absl::Status Ended(const std::string& program, int status) {
  return absl::FailedPreconditionError(
      "run: " + program + " ended with status " + std::to_string(status) +
      " before all cycles were done; run it alone first");
}

// The directory of the program's snapshots, once it listens.
absl::StatusOr<std::string> WaitForSeries(ChildProcess* server,
                                          const std::string& program,
                                          double patience_s) {
  const auto limit = std::chrono::steady_clock::now() +
                     std::chrono::duration<double>(patience_s);
  while (true) {
    absl::StatusOr<std::string> series = FindSeriesOfProcess(server->pid(), "");
    if (series.ok()) return series;
    if (const std::optional<int> status = server->Poll()) {
      return Ended(program, *status);
    }
    if (std::chrono::steady_clock::now() >= limit) return series.status();
    poll(nullptr, 0, kCyclePollMs);
  }
}

absl::Status RunShell(const std::string& option, const std::string& command,
                      int cycle, pid_t server) {
  if (command.empty()) return absl::OkStatus();
  absl::StatusOr<ChildProcess> shell = ChildProcess::Start(
      {"/bin/sh", "-c", command}, {{"LEAKTRACE_CYCLE", std::to_string(cycle)},
                                   {"LEAKTRACE_PID", std::to_string(server)}});
  if (!shell.ok()) return shell.status();
  const int status = shell->Wait();
  if (status == 0) return absl::OkStatus();
  return absl::FailedPreconditionError("run: cycle " + std::to_string(cycle) +
                                       ": " + option + " ended with status " +
                                       std::to_string(status) + ": " + command);
}

// The paths of the snapshots, one per cycle.
absl::StatusOr<std::vector<std::string>> TakeCycles(const CycleOptions& options,
                                                    const std::string& program,
                                                    ChildProcess* server) {
  const absl::StatusOr<std::string> series =
      WaitForSeries(server, program, options.patience_s);
  if (!series.ok()) return series.status();
  std::vector<std::string> paths;
  for (int cycle = 1; cycle <= options.cycles; ++cycle) {
    absl::Status done = RunShell("--load", options.load, cycle, server->pid());
    if (done.ok()) {
      done = RunShell("--drain", options.drain, cycle, server->pid());
    }
    if (const auto status = server->Poll()) return Ended(program, *status);
    if (!done.ok()) return done;
    const absl::StatusOr<std::string> reply =
        AskProcess(*series, format::kRequestSnapshot, kSnapshotTimeoutSeconds);
    if (!reply.ok()) {
      // A process that ends is first silent and then gone.
      const std::optional<int> status = server->PollFor(kEndPatienceSeconds);
      return status ? Ended(program, *status) : reply.status();
    }
    paths.push_back(SnapshotPath(*series, *reply));
  }
  return paths;
}

std::string Amounts(const CycleGrowth& growth) {
  std::string text;
  for (const GrowthDifference& cycle : growth.cycles) {
    text += (text.empty() ? "" : ", ") + FormatSignedBytes(cycle.bytes);
  }
  return text;
}

CheckRow MakeRow(const GroupKey& key, const CycleGrowth& growth,
                 const ReportView& report) {
  CheckRow row;
  row.status = CheckStatus::kFailed;
  row.rule = "cycles";
  row.subject = key.name;
  row.module = key.module;
  row.message = "grew in every cycle after the first: " + Amounts(growth) +
                "; " + FormatSignedBytes(growth.all.bytes) + " ± " +
                FormatBytes(kNormal95 * growth.all.stddev_bytes) + " in all";
  row.next_step = "find what a load leaves behind after it was drained";
  row.unit = "bytes";
  row.value = growth.all.bytes;
  for (const OwnerRow& owner : report.owners) {
    if (owner.name == key.name && owner.module == key.module) {
      row.path = owner.path;
    }
  }
  return row;
}

bool LargerGrowth(const CheckRow& a, const CheckRow& b) {
  return a.value.value_or(0) > b.value.value_or(0);
}

CheckView MakeView(const SeriesReport& report) {
  CheckView view;
  view.executable = report.view.executable;
  view.directory = report.view.directory;
  view.snapshots = report.view.snapshots;
  view.span_seconds = report.view.span_seconds;
  for (const OwnerHistory& owner : report.series.owners) {
    const CycleGrowth growth = MeasureCycles(owner.survivors);
    if (!growth.every_cycle) continue;
    view.rows.push_back(MakeRow(report.keys[owner.owner], growth, report.view));
  }
  std::sort(view.rows.begin(), view.rows.end(), LargerGrowth);
  if (view.rows.empty()) {
    CheckRow& row = view.rows.emplace_back();
    row.rule = "cycles";
    row.subject = "all owners";
    row.message = "nobody grew in every cycle";
  }
  view.status = view.rows.front().status;
  if (view.status == CheckStatus::kFailed) view.exit_status = kExitBeyondLimit;
  if (!report.view.exact) {
    view.detectable =
        "a leak of " +
        FormatBytes(3 * static_cast<double>(report.view.interval_bytes)) +
        " or more per cycle would have been seen in 19 of 20 cycles";
  }
  return view;
}

}  // namespace

void AddCycleOptions(CLI::App* command, CycleOptions* options) {
  CLI::Option* const cycles =
      command
          ->add_option("--cycles", options->cycles,
                       "Load, drain and snapshot this often, then stop the "
                       "program and name what grew in every cycle")
          ->check(NumberBetween(kMinCycles, kMostCycles));
  command
      ->add_option("--load", options->load,
                   "Shell command that puts load on the program")
      ->needs(cycles);
  command
      ->add_option("--drain", options->drain,
                   "Shell command after which nothing of the load should "
                   "be left")
      ->needs(cycles);
  command
      ->add_option("--patience", options->patience_s,
                   "Seconds to wait for the program to come up (60)")
      ->needs(cycles)
      ->check(NumberBetween(0, 1e6));
  AddCheckOutputs(command, &options->outputs);
  for (const char* name : {"--format", "--output"}) {
    command->get_option(name)->needs(cycles);
  }
}

int RunCycles(const CycleOptions& options, const std::string& preload,
              const std::vector<std::string>& program) {
  absl::StatusOr<ChildProcess> server =
      ChildProcess::Start(program, {{"LD_PRELOAD", preload}});
  if (!server.ok()) return Fail(server.status());
  const absl::StatusOr<std::vector<std::string>> paths =
      TakeCycles(options, program.front(), &*server);
  server->Stop(kStopPatienceSeconds);
  if (!paths.ok()) return Fail(paths.status());
  ReportRequest request;
  request.inputs = *paths;
  const absl::StatusOr<SeriesReport> report = BuildSeriesReport(request);
  if (!report.ok()) return Fail(report.status());
  return WriteCheckOutputs(options.outputs, MakeView(*report));
}

}  // namespace leaktrace::report
