// `leaktrace doctor COMMAND...` and `leaktrace doctor --pid PID`: will the shim
// see this program's allocations? Nothing is run and nothing is written.
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "CLI/CLI.hpp"
#include "absl/status/statusor.h"
#include "report/cli/commands.h"
#include "report/cli/diagnosis.h"
#include "report/cli/exit_status.h"
#include "report/cli/failure.h"
#include "report/cli/program_facts.h"
#include "report/cli/terminal.h"
#include "report/render/json_text.h"

namespace leaktrace::report {
namespace {

struct DoctorOptions {
  std::vector<std::string> command;
  int64_t pid = 0;
  std::string directory;
  bool json = false;
};

const char* NameOf(Severity severity) {
  switch (severity) {
    case Severity::kFine:
      return "ok";
    case Severity::kWarning:
      return "warning";
    case Severity::kProblem:
      break;
  }
  return "problem";
}

std::string AsText(const Diagnosis& diagnosis) {
  std::string text;
  for (const Finding& finding : diagnosis) {
    const std::string name = NameOf(finding.severity);
    text += name + std::string(9 - name.size(), ' ') + finding.fact + "\n";
    if (!finding.remedy.empty()) {
      text += std::string(9, ' ') + "-> " + finding.remedy + "\n";
    }
  }
  return text + (HasProblem(diagnosis)
                     ? "leaktrace would see nothing, or not run\n"
                     : "leaktrace will see its allocations\n");
}

std::string AsJson(const Diagnosis& diagnosis) {
  Json findings = Json::array();
  for (const Finding& finding : diagnosis) {
    findings.push_back({{"severity", NameOf(finding.severity)},
                        {"fact", finding.fact},
                        {"remedy", finding.remedy}});
  }
  return JsonText({{"usable", !HasProblem(diagnosis)}, {"findings", findings}});
}

int Examine(const DoctorOptions& options) {
  const std::string folder = "/proc/" + std::to_string(options.pid);
  const absl::StatusOr<std::string> path =
      options.pid != 0 ? folder + "/exe" : FindProgram(options.command.front());
  if (!path.ok()) return Fail(path.status());
  const absl::StatusOr<ProgramFacts> facts = ReadProgramFacts(*path);
  if (!facts.ok()) return Fail(facts.status());
  Diagnosis diagnosis = DiagnoseProgram(*facts);
  const Diagnosis rest =
      options.pid != 0 ? DiagnoseProcess(options.pid, folder, options.directory)
                       : DiagnoseInstallation(options.directory);
  diagnosis.insert(diagnosis.end(), rest.begin(), rest.end());
  const int printed =
      PrintOut(options.json ? AsJson(diagnosis) : AsText(diagnosis));
  if (printed != kExitOk) return printed;
  return HasProblem(diagnosis) ? kExitInvalidInput : kExitOk;
}

}  // namespace

void AddDoctorCommand(CLI::App& app, int* exit_status) {
  const auto options = std::make_shared<DoctorOptions>();
  CLI::App* command = app.add_subcommand(
      "doctor", "Tell whether the shim will see a program's allocations.");
  command->footer(
      "Exit status: 0 it will, 3 it will not.\n\n"
      "Examples:\n"
      "  leaktrace doctor ./server\n"
      "  leaktrace doctor --pid $(pidof redis-server)");
  auto* pid = command->add_option("--pid", options->pid, "A running process")
                  ->check(CLI::PositiveNumber);
  auto* words = command->add_option("COMMAND", options->command,
                                    "The command line to be watched");
  words->excludes(pid);
  command->add_option("--dir", options->directory,
                      "Where the snapshots would go");
  command->add_flag("--json", options->json, "Print JSON");
  command->prefix_command();
  command->callback([options, exit_status] {
    *exit_status = options->pid == 0 && options->command.empty()
                       ? FailUsage("doctor: give a command or --pid")
                       : Examine(*options);
  });
}

}  // namespace leaktrace::report
