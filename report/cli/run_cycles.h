// `leaktrace run --cycles N`: load, drain, snapshot, N times; then what grew in
// every cycle.
#ifndef LEAKTRACE_REPORT_CLI_RUN_CYCLES_H_
#define LEAKTRACE_REPORT_CLI_RUN_CYCLES_H_

#include <string>
#include <vector>

#include "report/cli/check_outputs.h"

namespace CLI {
class App;
}

namespace leaktrace::report {

struct CycleOptions {
  int cycles = 0;  // 0: the program is run as it is
  std::string load;
  std::string drain;
  double patience_s = 60;  // for the program to come up
  CheckOutputs outputs;
};

// Adds --cycles, --load, --drain, --patience, --format and --output.
void AddCycleOptions(CLI::App* command, CycleOptions* options);

// Starts `program` with `library` preloaded, sends it SIGTERM in the end.
// Returns the exit status.
int RunCycles(const CycleOptions& options, const std::string& preload,
              const std::vector<std::string>& program);

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_CLI_RUN_CYCLES_H_
