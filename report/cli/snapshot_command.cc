// `leaktrace snapshot PID`: a snapshot now, from a running process.
#include <string>

#include "CLI/CLI.hpp"
#include "absl/status/statusor.h"
#include "preload/snapshot_format.h"
#include "report/cli/commands.h"
#include "report/cli/failure.h"
#include "report/cli/process_command.h"
#include "report/cli/snapshot_path.h"
#include "report/cli/terminal.h"
#include "report/render/key_value_render.h"

namespace leaktrace::report {
namespace {

int TakeSnapshot(const ProcessOptions& options) {
  const absl::StatusOr<ProcessReply> reply =
      AskProcess(options, format::kRequestSnapshot);
  if (!reply.ok()) return Fail(reply.status());
  const std::string path = SnapshotPath(reply->series_directory, reply->text);
  if (!options.json) return PrintOut(path + "\n");
  return PrintOut(RenderKeyValuesJson(
      {{"series", reply->series_directory}, {"snapshot", path}}));
}

}  // namespace

void AddSnapshotCommand(CLI::App& app, int* exit_status) {
  CLI::App* command = app.add_subcommand(
      "snapshot", "Make a running process write a snapshot now.");
  command->footer("Example:\n  leaktrace snapshot $(pidof redis-server)");
  SetUpProcessCommand(command, exit_status, TakeSnapshot);
}

}  // namespace leaktrace::report
