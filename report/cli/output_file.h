// Where a command's result goes: a file that is replaced at once or not at
// all, or standard output.
#ifndef LEAKTRACE_REPORT_CLI_OUTPUT_FILE_H_
#define LEAKTRACE_REPORT_CLI_OUTPUT_FILE_H_

#include <string>
#include <string_view>

namespace leaktrace::report {

// `path` "", "-" or "/dev/stdout": standard output. Returns the exit status.
int WriteOutput(std::string_view text, const std::string& path);

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_CLI_OUTPUT_FILE_H_
