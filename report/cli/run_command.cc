// `leaktrace run`: becomes the application with the shim preloaded, so that
// its exit status, signals and terminal are its own.
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "CLI/CLI.hpp"
#include "report/cli/commands.h"
#include "report/cli/exit_status.h"
#include "report/cli/failure.h"
#include "report/cli/quantity.h"
#include "report/cli/run_cycles.h"
#include "report/cli/shim_library.h"

namespace leaktrace::report {
namespace {

constexpr char kFooter[] =
    "Examples:\n"
    "  leaktrace run -- ./server --port 8080\n"
    "  leaktrace run --interval 64K --every 1s --dir /tmp/lt -- redis-server\n"
    "  leaktrace run --cycles 5 --load ./load.sh --drain ./drain.sh -- "
    "./server\n"
    "\n"
    "Every other LEAKTRACE_ variable is handed on. The exit status is the\n"
    "application's own; 127 if it is not found, 126 if it cannot be executed.\n"
    "With --cycles it is 0 if nothing grew in every cycle, 1 if something "
    "did,\n"
    "3 if the program or a command failed.";

struct RunOptions {
  std::string interval;
  std::string every;
  std::string directory;
  bool exact = false;
  CycleOptions cycles;
};

std::string Environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

void SetVariable(const char* name, const std::string& value) {
  setenv(name, value.c_str(), 1);
}

// What is wrong with the options, or nothing.
std::optional<std::string> ExportOptions(const RunOptions& options) {
  if (options.exact && !options.interval.empty()) {
    return "--exact and --interval contradict each other; give one";
  }
  if (options.exact) SetVariable("LEAKTRACE_INTERVAL", "1");
  if (!options.interval.empty()) {
    const std::optional<int64_t> bytes = ParseSizeBytes(options.interval);
    if (!bytes) {
      return "--interval " + options.interval +
             ": not a size; write 524288, 512K or 1M";
    }
    SetVariable("LEAKTRACE_INTERVAL", std::to_string(*bytes));
  }
  if (!options.every.empty()) {
    const std::optional<int64_t> ms =
        options.every == "0" ? 0 : ParseDurationMs(options.every);
    if (!ms) {
      return "--every " + options.every +
             ": not a duration; write 500ms, 10s or 5m, or 0 for never";
    }
    SetVariable("LEAKTRACE_EVERY", *ms % 1000 == 0
                                       ? std::to_string(*ms / 1000) + "s"
                                       : std::to_string(*ms) + "ms");
  }
  if (!options.directory.empty()) {
    SetVariable("LEAKTRACE_DIR",
                std::filesystem::absolute(options.directory).string());
  }
  return std::nullopt;
}

int Execute(std::vector<std::string> words) {
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  execvp(arguments[0], arguments.data());
  const int error = errno;
  std::fprintf(stderr, "leaktrace: %s: %s; check the command after --\n",
               arguments[0], std::strerror(error));
  return error == ENOENT ? kExitNotFound : kExitCannotExecute;
}

int Run(const RunOptions& options, std::vector<std::string> words) {
  if (words.empty()) {
    return FailUsage(
        "run: no application; write leaktrace run -- <application> ...");
  }
  if (const std::optional<std::string> wrong = ExportOptions(options)) {
    return FailUsage("run: " + *wrong);
  }
  const absl::StatusOr<std::string> library = FindShimLibrary();
  if (!library.ok()) return FailUsage(std::string(library.status().message()));
  const std::string preload = PreloadList(*library, Environment("LD_PRELOAD"));
  if (options.cycles.cycles > 0) {
    return RunCycles(options.cycles, preload, words);
  }
  SetVariable("LD_PRELOAD", preload);
  return Execute(std::move(words));
}

}  // namespace

void AddRunCommand(CLI::App& app, std::vector<std::string> application,
                   int* exit_status) {
  CLI::App* command =
      app.add_subcommand("run", "Run a program and watch its memory.");
  const auto options = std::make_shared<RunOptions>();
  command->add_option("--interval", options->interval,
                      "Mean bytes between two samples (512K)");
  command->add_flag("--exact", options->exact, "Record every allocation");
  command->add_option("--every", options->every,
                      "Time between two snapshots (60s)");
  command->add_option("--dir", options->directory,
                      "Where to put the snapshots (leaktrace.out)");
  AddCycleOptions(command, &options->cycles);
  command->footer(kFooter);
  command->callback([options, application, exit_status] {
    *exit_status = Run(*options, application);
  });
}

}  // namespace leaktrace::report
