// `leaktrace status PID`: what the shim in a running process says of itself.
#include <sstream>
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

// Lines "leaktrace.key=value" or "key=value"; others are not for us.
KeyValues ParseLines(const std::string& text) {
  const std::string prefix = format::kCommentPrefix;
  KeyValues values;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with(prefix)) line.erase(0, prefix.size());
    const size_t equals = line.find('=');
    if (equals == std::string::npos) continue;
    values.emplace_back(line.substr(0, equals), line.substr(equals + 1));
  }
  return values;
}

int ShowStatus(const ProcessOptions& options) {
  const absl::StatusOr<ProcessReply> reply =
      AskProcess(options, format::kRequestStatus);
  if (!reply.ok()) return Fail(reply.status());
  KeyValues values = {{"series", reply->series_directory}};
  for (auto& entry : ParseLines(reply->text)) values.push_back(entry);
  return PrintOut(options.json ? RenderKeyValuesJson(values)
                               : RenderKeyValuesText(values, StdoutStyle()));
}

}  // namespace

void AddStatusCommand(CLI::App& app, int* exit_status) {
  CLI::App* command = app.add_subcommand(
      "status", "Ask a running process how its watching goes.");
  command->footer("Example:\n  leaktrace status $(pidof redis-server)");
  SetUpProcessCommand(command, exit_status, ShowStatus);
}

}  // namespace leaktrace::report
