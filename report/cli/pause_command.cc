// `leaktrace pause PID` and `leaktrace resume PID`: stop and go on recording.
#include <string>

#include "CLI/CLI.hpp"
#include "absl/status/statusor.h"
#include "preload/snapshot_format.h"
#include "report/cli/commands.h"
#include "report/cli/failure.h"
#include "report/cli/process_command.h"
#include "report/cli/terminal.h"
#include "report/render/key_value_render.h"

namespace leaktrace::report {
namespace {

int Ask(const ProcessOptions& options, const char* request, const char* state) {
  const absl::StatusOr<ProcessReply> reply = AskProcess(options, request);
  if (!reply.ok()) return Fail(reply.status());
  if (!options.json) return PrintOut(std::string(state) + "\n");
  return PrintOut(RenderKeyValuesJson(
      {{"series", reply->series_directory}, {"state", state}}));
}

int Pause(const ProcessOptions& options) {
  return Ask(options, format::kRequestPause, "paused");
}

int Resume(const ProcessOptions& options) {
  return Ask(options, format::kRequestResume, "running");
}

}  // namespace

void AddPauseCommand(CLI::App& app, int* exit_status) {
  CLI::App* command = app.add_subcommand(
      "pause",
      "Make a running process record nothing new; frees are still seen.");
  command->footer("Example:\n  leaktrace pause $(pidof redis-server)");
  SetUpProcessCommand(command, exit_status, Pause);
}

void AddResumeCommand(CLI::App& app, int* exit_status) {
  CLI::App* command = app.add_subcommand(
      "resume", "Make a paused process record again; see LEAKTRACE_START.");
  command->footer("Example:\n  leaktrace resume $(pidof redis-server)");
  SetUpProcessCommand(command, exit_status, Resume);
}

}  // namespace leaktrace::report
