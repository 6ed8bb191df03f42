// --focus, --ignore and --hide with the meaning they have in pprof: patterns
// look at function names, source files and module paths; focus keeps the
// samples with a frame that matches, ignore drops them, hide takes the frames
// out. What is dropped is not in any total.
#ifndef LEAKTRACE_REPORT_ANALYSIS_SAMPLE_FILTER_H_
#define LEAKTRACE_REPORT_ANALYSIS_SAMPLE_FILTER_H_

#include <string>

#include "absl/status/status.h"
#include "report/profile/profile.h"

namespace leaktrace::report {

// Extended regular expressions of POSIX; empty: not asked for.
struct SampleFilter {
  std::string focus = {};
  std::string ignore = {};
  std::string hide = {};
};

// Changes samples and lines of `profile`, which must have its names. Names
// match as they are and as they are shown. InvalidArgument: a bad expression.
absl::Status ApplyFilter(const SampleFilter& filter, Profile& profile);

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_ANALYSIS_SAMPLE_FILTER_H_
