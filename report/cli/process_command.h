// What `snapshot PID` and `status PID` have in common.
#ifndef LEAKTRACE_REPORT_CLI_PROCESS_COMMAND_H_
#define LEAKTRACE_REPORT_CLI_PROCESS_COMMAND_H_

#include <cstdint>
#include <functional>
#include <string>

#include "absl/status/statusor.h"

namespace CLI {
class App;
}

namespace leaktrace::report {

struct ProcessOptions {
  int64_t pid = 0;
  std::string directory;
  bool json = false;
};

// Adds PID, --dir and --json to `command`, and a callback that hands them to
// `run` and its result to `*exit_status`.
void SetUpProcessCommand(CLI::App* command, int* exit_status,
                         const std::function<int(const ProcessOptions&)>& run);

struct ProcessReply {
  std::string series_directory;
  std::string text;
};

// Finds the process's control socket and asks it.
absl::StatusOr<ProcessReply> AskProcess(const ProcessOptions& options,
                                        const std::string& request);

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_CLI_PROCESS_COMMAND_H_
