// How much address space the tables may take.
#ifndef LEAKTRACE_PRELOAD_TABLE_BUDGET_H_
#define LEAKTRACE_PRELOAD_TABLE_BUDGET_H_

#include "preload/options.h"
#include "preload/tracking/allocation_tracker.h"

namespace leaktrace {

// The configuration that `options` ask for. Without LEAKTRACE_MEMORY the tables
// are large, for untouched pages cost nothing; but where the process has a
// limit on address space or data (RLIMIT_AS, RLIMIT_DATA), they are a small
// part of that, so that the program gets to have what it had without us.
TrackerConfig TrackerConfigFrom(const Options& options);

}  // namespace leaktrace

#endif  // LEAKTRACE_PRELOAD_TABLE_BUDGET_H_
