// leaktrace: the command line. Parses, lets the chosen subcommand run, exits.
#include <malloc.h>

#include <algorithm>
#include <cstdio>
#include <exception>
#include <string>
#include <vector>

#include "CLI/CLI.hpp"
#include "report/cli/commands.h"
#include "report/cli/exit_status.h"
#include "report/cli/run_arguments.h"
#include "report/cli/version.h"

namespace leaktrace::report {
namespace {

constexpr char kFooter[] =
    "Start with:\n"
    "  leaktrace run -- ./server --port 8080   watch a program\n"
    "  leaktrace report                        what grows, newest run\n"
    "\n"
    "Exit status: 0 success, 3 invalid input, 4 usage or internal error; run\n"
    "returns the application's status (127: not found, 126: cannot execute).";

// Snapshots of a series need buffers of the same sizes again and again. To give
// them back to the kernel in between takes a fifth of the time of a report.
void KeepFreedMemory() {
  constexpr int kMaxBlockBytes = 32 << 20;
  constexpr int kMaxKeptBytes = 128 << 20;
  mallopt(M_MMAP_THRESHOLD, kMaxBlockBytes);
  mallopt(M_TRIM_THRESHOLD, kMaxKeptBytes);
}

std::string OneLine(std::string text) {
  for (char& c : text) {
    if (c == '\n') c = ' ';
  }
  return text;
}

int ExplainParseError(const CLI::App& app, const CLI::ParseError& error) {
  if (error.get_exit_code() == 0) {  // --help and --version
    app.exit(error);
    return kExitOk;
  }
  std::fprintf(stderr, "leaktrace: %s; see leaktrace --help\n",
               OneLine(error.what()).c_str());
  return kExitUsage;
}

int Main(int argc, char** argv) {
  std::vector<std::string> arguments(argv + 1, argv + argc);
  const std::vector<std::string> application = TakeApplication(&arguments);
  int exit_status = kExitOk;
  CLI::App app("Finds the memory that a running program accumulates.",
               "leaktrace");
  app.set_version_flag("--version", std::string("leaktrace ") + kVersion);
  app.footer(kFooter);
  app.require_subcommand(1);
  AddRunCommand(app, application, &exit_status);
  AddReportCommand(app, &exit_status);
  AddTopCommand(app, &exit_status);
  AddTreeCommand(app, &exit_status);
  AddPeekCommand(app, &exit_status);
  AddListCommand(app, &exit_status);
  AddDiffCommand(app, &exit_status);
  AddCheckCommand(app, &exit_status);
  AddSelftestCommand(app, &exit_status);
  AddSymbolizeCommand(app, &exit_status);
  AddExportCommand(app, &exit_status);
  AddServeCommand(app, &exit_status);
  AddWatchCommand(app, &exit_status);
  AddBundleCommand(app, &exit_status);
  AddRulesCommand(app, &exit_status);
  AddSnapshotCommand(app, &exit_status);
  AddStatusCommand(app, &exit_status);
  AddPauseCommand(app, &exit_status);
  AddDoctorCommand(app, &exit_status);
  AddResumeCommand(app, &exit_status);
  try {
    // CLI11 takes the words from the back.
    std::reverse(arguments.begin(), arguments.end());
    app.parse(arguments);
  } catch (const CLI::ParseError& error) {
    return ExplainParseError(app, error);
  }
  return exit_status;
}

}  // namespace
}  // namespace leaktrace::report

int main(int argc, char** argv) {
  try {
    leaktrace::report::KeepFreedMemory();
    return leaktrace::report::Main(argc, argv);
  } catch (const std::exception& error) {
    std::fprintf(stderr,
                 "leaktrace: internal error: %s; please report it with the "
                 "command you ran\n",
                 error.what());
    return leaktrace::report::kExitUsage;
  }
}
