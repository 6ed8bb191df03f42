// How long this process was kept waiting for a processor: it then does less
// work per second, and whatever it piles up rises more slowly.
//
// Contract: no heap; the text comes through a ReadFileFunction, so that tests
// can feed any.
#ifndef LEAKTRACE_PRELOAD_SNAPSHOT_PROCESSOR_WAIT_H_
#define LEAKTRACE_PRELOAD_SNAPSHOT_PROCESSOR_WAIT_H_

#include <cstdint>

#include "preload/snapshot/process_memory.h"

namespace leaktrace {

// Time that the first thread was ready and not run, ns since it began;
// UINT64_MAX if the kernel does not say. The second number of
// /proc/self/schedstat, see linux/Documentation/scheduler/sched-stats.rst.
uint64_t ReadProcessorWait(ReadFileFunction read_file);

}  // namespace leaktrace

#endif  // LEAKTRACE_PRELOAD_SNAPSHOT_PROCESSOR_WAIT_H_
