// `leaktrace snapshot PID`: a snapshot now, from a running process.
#include <algorithm>
#include <cstddef>
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

// The shim answers "sequence=<n>"; the file is named after it.
std::string WrittenTo(const ProcessReply& reply) {
  const std::string key = std::string(format::kSequenceKey) + "=";
  if (!reply.text.starts_with(key)) return reply.series_directory;
  std::string digits =
      reply.text.substr(key.size(), reply.text.find('\n') - key.size());
  const size_t missing =
      format::kSequenceDigits -
      std::min<size_t>(format::kSequenceDigits, digits.size());
  digits.insert(0, missing, '0');
  return reply.series_directory + "/" + digits + format::kSnapshotSuffix;
}

int TakeSnapshot(const ProcessOptions& options) {
  const absl::StatusOr<ProcessReply> reply =
      AskProcess(options, format::kRequestSnapshot);
  if (!reply.ok()) return Fail(reply.status());
  const std::string path = WrittenTo(*reply);
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
