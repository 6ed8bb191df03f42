// Options and the way to the process; what is asked is up to the command.
#include "report/cli/process_command.h"

#include <functional>
#include <memory>
#include <string>

#include "CLI/CLI.hpp"
#include "absl/status/statusor.h"
#include "report/cli/control_client.h"
#include "report/cli/process_series.h"

namespace leaktrace::report {
namespace {

constexpr int kTimeoutSeconds = 30;

}  // namespace

void SetUpProcessCommand(CLI::App* command, int* exit_status,
                         const std::function<int(const ProcessOptions&)>& run) {
  const auto options = std::make_shared<ProcessOptions>();
  command->add_option("PID", options->pid, "The process")
      ->required()
      ->check(CLI::PositiveNumber);
  command->add_option("--dir", options->directory,
                      "Where the process puts its snapshots");
  command->add_flag("--json", options->json, "Print JSON");
  command->callback(
      [options, exit_status, run] { *exit_status = run(*options); });
}

absl::StatusOr<ProcessReply> AskProcess(const ProcessOptions& options,
                                        const std::string& request) {
  absl::StatusOr<std::string> series =
      FindSeriesOfProcess(options.pid, options.directory);
  if (!series.ok()) return series.status();
  absl::StatusOr<std::string> reply =
      AskProcess(*series, request, kTimeoutSeconds);
  if (!reply.ok()) return reply.status();
  return ProcessReply{*series, *reply};
}

}  // namespace leaktrace::report
