// The program that `selftest` watches: a function that leaks and one that keeps
// a cache of fixed size.
#ifndef LEAKTRACE_REPORT_CLI_SELFTEST_SUBJECT_H_
#define LEAKTRACE_REPORT_CLI_SELFTEST_SUBJECT_H_

#include <cstddef>

namespace leaktrace::report {

// The functions, by the names that a report should know them under.
inline constexpr char kSelftestLeak[] = "leaktrace_selftest_leak";
inline constexpr char kSelftestCache[] = "leaktrace_selftest_cache";

inline constexpr int kSelftestRounds = 24;
inline constexpr size_t kSelftestObjectBytes = 8192;
inline constexpr size_t kSelftestLeaksPerRound = 40;

// Takes a snapshot after every round. 0; 3 if the shim is not in this process
// or takes no snapshots.
int RunSelftestSubject();

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_CLI_SELFTEST_SUBJECT_H_
