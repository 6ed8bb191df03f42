// How much processor time this process had, and how long anybody on the machine
// waited for some: a process that is kept waiting does less work per second,
// and whatever it piles up then rises more slowly.
//
// Contract: no heap; the text comes through a ReadFileFunction, so that tests
// can feed any. A value that is not known is kUnknown and is not written.
#ifndef LEAKTRACE_PRELOAD_SNAPSHOT_PROCESSOR_USE_H_
#define LEAKTRACE_PRELOAD_SNAPSHOT_PROCESSOR_USE_H_

#include <cstdint>
#include <span>
#include <string_view>

#include "preload/snapshot/process_memory.h"

namespace leaktrace {

struct ProcessorUse {
  static constexpr uint64_t kUnknown = UINT64_MAX;

  uint64_t used_ns = kUnknown;      // by all threads, since the start
  uint64_t pressure_ns = kUnknown;  // since boot: some task had to wait
};

// The line "some" of /proc/pressure/cpu; linux/Documentation/accounting/psi.rst
void ParseProcessorPressure(std::string_view text, ProcessorUse* use);

ProcessorUse ReadProcessorUse(ReadFileFunction read_file);

}  // namespace leaktrace

#endif  // LEAKTRACE_PRELOAD_SNAPSHOT_PROCESSOR_USE_H_
