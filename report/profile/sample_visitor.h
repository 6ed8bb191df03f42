// How readers hand out samples: one at a time, so that who wants only sums
// never holds them all.
#ifndef LEAKTRACE_REPORT_PROFILE_SAMPLE_VISITOR_H_
#define LEAKTRACE_REPORT_PROFILE_SAMPLE_VISITOR_H_

#include "absl/functional/function_ref.h"
#include "report/profile/profile.h"

namespace leaktrace::report {

// The sample is the reader's and changes with the next call.
using SampleVisitor = absl::FunctionRef<void(const Sample&)>;

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_PROFILE_SAMPLE_VISITOR_H_
