// Who the traced process is; read anew in a forked child.
#ifndef LEAKTRACE_PRELOAD_SNAPSHOT_PROCESS_IDENTITY_H_
#define LEAKTRACE_PRELOAD_SNAPSHOT_PROCESS_IDENTITY_H_

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace leaktrace {

struct ProcessIdentity {
  static constexpr size_t kMaxExecutableBytes = 4096;
  static constexpr size_t kMaxHostBytes = 65;

  uint32_t pid = 0;
  uint64_t start_time_ns = 0;       // CLOCK_REALTIME
  uint64_t start_monotonic_ns = 0;  // CLOCK_MONOTONIC
  char executable[kMaxExecutableBytes] = {};
  char host[kMaxHostBytes] = {};

  // The process counts as started now. `executable` is the path it was started
  // by, links not followed.
  void Read();

  std::string_view executable_path() const { return executable; }
  std::string_view executable_name() const;  // last part of the path
};

}  // namespace leaktrace

#endif  // LEAKTRACE_PRELOAD_SNAPSHOT_PROCESS_IDENTITY_H_
