// A check of option values for CLI11, whose own takes "nan" and wraps what is
// too large.
#ifndef LEAKTRACE_REPORT_CLI_NUMBER_RANGE_H_
#define LEAKTRACE_REPORT_CLI_NUMBER_RANGE_H_

#include <functional>
#include <string>

namespace leaktrace::report {

inline constexpr double kMostRows = 1e9;

// Answers what is wrong with a value; empty: nothing.
std::function<std::string(const std::string&)> NumberBetween(double low,
                                                             double high);

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_CLI_NUMBER_RANGE_H_
