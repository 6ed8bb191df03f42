// Runs the built command and catches what it says.
#ifndef LEAKTRACE_TESTS_REPORT_CLI_RUN_LEAKTRACE_H_
#define LEAKTRACE_TESTS_REPORT_CLI_RUN_LEAKTRACE_H_

#include <string>
#include <vector>

namespace leaktrace::report {

struct CommandResult {
  int exit_status = -1;  // 128 + signal if it was killed
  std::string out;
  std::string err;
};

// `environment` entries "NAME=value" are added to a clean environment.
CommandResult RunLeaktrace(const std::vector<std::string>& arguments,
                           const std::vector<std::string>& environment = {});

}  // namespace leaktrace::report

#endif  // LEAKTRACE_TESTS_REPORT_CLI_RUN_LEAKTRACE_H_
