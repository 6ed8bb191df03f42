// Where the result of `check` goes: one format on stdout, any into files.
#ifndef LEAKTRACE_REPORT_CLI_CHECK_OUTPUTS_H_
#define LEAKTRACE_REPORT_CLI_CHECK_OUTPUTS_H_

#include <string>
#include <vector>

#include "report/render/check_view.h"

namespace CLI {
class App;
}

namespace leaktrace::report {

struct CheckOutputs {
  std::string format = "text";     // of stdout
  std::vector<std::string> files;  // "junit=FILE"
};

// Adds --format and --output. `outputs` must outlive the parsing.
void AddCheckOutputs(CLI::App* command, CheckOutputs* outputs);

// Writes the files, then stdout; what cannot be written is said, and the rest
// is written all the same. Returns the exit status.
int WriteCheckOutputs(const CheckOutputs& outputs, const CheckView& view);

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_CLI_CHECK_OUTPUTS_H_
