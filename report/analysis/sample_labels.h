// What the labels of a sample say of its objects, whoever wrote the profile.
#ifndef LEAKTRACE_REPORT_ANALYSIS_SAMPLE_LABELS_H_
#define LEAKTRACE_REPORT_ANALYSIS_SAMPLE_LABELS_H_

#include <string>

#include "report/profile/profile.h"

namespace leaktrace::report {

// The thread that allocated them, by name or number; empty: not recorded.
std::string ThreadOf(const Sample& sample);

// Their type as the profiler wrote it; empty: not recorded.
std::string LabelledType(const Sample& sample);

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_ANALYSIS_SAMPLE_LABELS_H_
