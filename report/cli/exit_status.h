// Exit statuses of the command (DESIGN.md). `run` returns the application's.
#ifndef LEAKTRACE_REPORT_CLI_EXIT_STATUS_H_
#define LEAKTRACE_REPORT_CLI_EXIT_STATUS_H_

namespace leaktrace::report {

inline constexpr int kExitOk = 0;
// Of `check`, `selftest` and `run --cycles`.
inline constexpr int kExitBeyondLimit = 1;
inline constexpr int kExitUndecided = 2;
inline constexpr int kExitInvalidInput = 3;
inline constexpr int kExitUsage = 4;
// As env(1), nohup(1) and the shell: the application could not be started.
inline constexpr int kExitCannotExecute = 126;
inline constexpr int kExitNotFound = 127;

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_CLI_EXIT_STATUS_H_
