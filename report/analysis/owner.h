// Whose memory a stack is: the first frame, from the allocation outwards, that
// no rule skips.
#ifndef LEAKTRACE_REPORT_ANALYSIS_OWNER_H_
#define LEAKTRACE_REPORT_ANALYSIS_OWNER_H_

#include <cstddef>
#include <span>

#include "report/analysis/frame_table.h"

namespace leaktrace::report {

// Index into `stack` of the owner. A frame without a name yields to the next
// named one of the same module, so that static functions of a stripped library
// are charged to its interface. All frames skipped: the first library frame,
// else the first run-time frame, else the leaf. `stack` is not empty.
size_t FindOwner(std::span<const Frame* const> stack);

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_ANALYSIS_OWNER_H_
