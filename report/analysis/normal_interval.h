// The 95 % interval of an estimate whose error is normal.
#ifndef LEAKTRACE_REPORT_ANALYSIS_NORMAL_INTERVAL_H_
#define LEAKTRACE_REPORT_ANALYSIS_NORMAL_INTERVAL_H_

namespace leaktrace::report {

// Half of its width in standard deviations.
inline constexpr double kNormal95 = 1.96;

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_ANALYSIS_NORMAL_INTERVAL_H_
