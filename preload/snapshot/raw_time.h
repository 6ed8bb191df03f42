// Time for the background thread: clocks and short sleeps, raw.
#ifndef LEAKTRACE_PRELOAD_SNAPSHOT_RAW_TIME_H_
#define LEAKTRACE_PRELOAD_SNAPSHOT_RAW_TIME_H_

#include <cstdint>
#include <ctime>

#include "preload/sys/syscalls.h"

namespace leaktrace {

inline constexpr uint64_t kNanosecondsPerMillisecond = 1000000;

// `clock`: any of clock_gettime.
inline uint64_t NowNanoseconds(clockid_t clock) {
  timespec now = {};
  sys::Syscall(SYS_clock_gettime, clock, &now);
  return static_cast<uint64_t>(now.tv_sec) * 1000000000u +
         static_cast<uint64_t>(now.tv_nsec);
}

inline void NapMilliseconds(uint32_t duration_ms) {
  const timespec duration = {static_cast<time_t>(duration_ms / 1000),
                             static_cast<long>(duration_ms % 1000) *
                                 static_cast<long>(kNanosecondsPerMillisecond)};
  sys::Syscall(SYS_nanosleep, &duration, nullptr);
}

}  // namespace leaktrace

#endif  // LEAKTRACE_PRELOAD_SNAPSHOT_RAW_TIME_H_
