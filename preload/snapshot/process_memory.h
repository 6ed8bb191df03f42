// What the kernel says of the process' memory: /proc/self/status,
// smaps_rollup, the memory cgroup and the resource limits.
//
// Contract: no heap; the texts come through a ReadFileFunction, so that tests
// can feed any. A value that is not known is kUnknown and is not written.
#ifndef LEAKTRACE_PRELOAD_SNAPSHOT_PROCESS_MEMORY_H_
#define LEAKTRACE_PRELOAD_SNAPSHOT_PROCESS_MEMORY_H_

#include <cstdint>
#include <span>
#include <string_view>

namespace leaktrace {

struct ProcessMemory {
  static constexpr uint64_t kUnknown = UINT64_MAX;

  uint64_t rss_bytes = kUnknown;
  uint64_t rss_anon_bytes = kUnknown;
  uint64_t rss_file_bytes = kUnknown;
  uint64_t swap_bytes = kUnknown;
  uint64_t data_bytes = kUnknown;
  uint64_t threads = kUnknown;
  uint64_t pss_bytes = kUnknown;
  uint64_t cgroup_current_bytes = kUnknown;
  uint64_t cgroup_limit_bytes = kUnknown;  // unknown if there is no limit
  uint64_t rlimit_as_bytes = kUnknown;
  uint64_t rlimit_data_bytes = kUnknown;
};

// As ReadSmallFile: number of bytes read, or -errno.
using ReadFileFunction = long (*)(const char* path, std::span<char> buffer);

// Of this process, in the resource's unit; kUnknown if there is none.
uint64_t SoftLimit(int resource);

void ParseStatus(std::string_view text, ProcessMemory* memory);
void ParseSmapsRollup(std::string_view text, ProcessMemory* memory);

// `scratch` holds one file at a time; 4 KiB are enough. Summing up Pss walks
// the page tables of the whole process, so it is read only if asked for.
ProcessMemory ReadProcessMemory(ReadFileFunction read_file, bool with_pss,
                                std::span<char> scratch);

}  // namespace leaktrace

#endif  // LEAKTRACE_PRELOAD_SNAPSHOT_PROCESS_MEMORY_H_
