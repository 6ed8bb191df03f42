// What the labels of a sample say of its objects, whoever wrote the profile.
#ifndef LEAKTRACE_REPORT_ANALYSIS_SAMPLE_LABELS_H_
#define LEAKTRACE_REPORT_ANALYSIS_SAMPLE_LABELS_H_

#include <string>

#include "report/profile/profile.h"

namespace leaktrace::report {

// The thread that allocated them, by name or number; empty: not recorded.
std::string ThreadOf(const Sample& sample);

// The scope that the program had named while they were allocated; empty: none.
std::string ScopeOf(const Sample& sample);

// The pool of an allocator of the program's own; empty: none.
std::string PoolOf(const Sample& sample);

// Their type as the profiler wrote it; empty: not recorded.
std::string LabelledType(const Sample& sample);

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_ANALYSIS_SAMPLE_LABELS_H_
