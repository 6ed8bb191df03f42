// Factors between units of time.
#ifndef LEAKTRACE_REPORT_ANALYSIS_TIME_UNITS_H_
#define LEAKTRACE_REPORT_ANALYSIS_TIME_UNITS_H_

namespace leaktrace::report {

inline constexpr double kNsPerSecond = 1e9;
inline constexpr double kSecondsPerMinute = 60;

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_ANALYSIS_TIME_UNITS_H_
