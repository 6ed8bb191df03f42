// Use and limit of the memory cgroup the process lives in, version 2 or 1.
//
// The path in /proc/self/cgroup is the host's; inside a container only its own
// part may be mounted, at the root. So the path is tried first, then the root.
// Limits bind on every level (a container's, its pod's, a slice's): all figures
// are of the one level whose limit is nearest, of the own one without any
// limit.
#ifndef LEAKTRACE_PRELOAD_SNAPSHOT_CGROUP_MEMORY_H_
#define LEAKTRACE_PRELOAD_SNAPSHOT_CGROUP_MEMORY_H_

#include <cstdint>
#include <span>
#include <string_view>

namespace leaktrace {

struct CgroupMemory {
  uint64_t current_bytes = UINT64_MAX;  // unknown
  uint64_t limit_bytes = UINT64_MAX;    // unknown, or no limit
  // Part of current_bytes: cached files that the kernel drops before it kills.
  uint64_t reclaimable_bytes = 0;
};

// Finds the path of the memory controller: *is_version_2 tells which one.
bool ParseCgroupPath(std::string_view text, std::string_view* path,
                     bool* is_version_2);

// `scratch` as in ReadProcessMemory, which see for `read_file`.
CgroupMemory ReadCgroupMemory(long (*read_file)(const char*, std::span<char>),
                              std::span<char> scratch);

}  // namespace leaktrace

#endif  // LEAKTRACE_PRELOAD_SNAPSHOT_CGROUP_MEMORY_H_
