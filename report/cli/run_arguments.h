// Separates the options of `run` from the application's own words, which must
// reach it untouched: no parser of options may look at them.
#ifndef LEAKTRACE_REPORT_CLI_RUN_ARGUMENTS_H_
#define LEAKTRACE_REPORT_CLI_RUN_ARGUMENTS_H_

#include <string>
#include <vector>

namespace leaktrace::report {

// If `arguments` (without the program's name) start with "run": removes and
// returns the application and everything behind it. It begins after "--" or at
// the first word that is neither an option of `run` nor its value.
std::vector<std::string> TakeApplication(std::vector<std::string>* arguments);

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_CLI_RUN_ARGUMENTS_H_
