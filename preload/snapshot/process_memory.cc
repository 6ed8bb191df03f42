#include "preload/snapshot/process_memory.h"

#include <sys/resource.h>

#include "preload/snapshot/cgroup_memory.h"
#include "preload/snapshot/text_scanner.h"
#include "preload/sys/syscalls.h"

namespace leaktrace {
namespace {

struct Field {
  std::string_view name;
  uint64_t ProcessMemory::*value;
};

constexpr Field kStatusFields[] = {
    {"VmRSS:", &ProcessMemory::rss_bytes},
    {"RssAnon:", &ProcessMemory::rss_anon_bytes},
    {"RssFile:", &ProcessMemory::rss_file_bytes},
    {"VmSwap:", &ProcessMemory::swap_bytes},
    {"VmData:", &ProcessMemory::data_bytes},
    {"Threads:", &ProcessMemory::threads},
};

constexpr Field kRollupFields[] = {{"Pss:", &ProcessMemory::pss_bytes}};

void ParseFields(std::string_view text, std::span<const Field> fields,
                 ProcessMemory* memory) {
  constexpr uint64_t kUnitBytes = 1024;  // "kB"
  std::string_view line;
  while (ConsumeLine(&text, &line)) {
    for (const Field& field : fields) {
      uint64_t value = 0;
      std::string_view rest = line;
      if (!ConsumePrefix(&rest, field.name)) continue;
      SkipBlanks(&rest);
      if (!ConsumeDecimal(&rest, &value)) continue;
      const bool has_unit = rest == " kB";
      if (has_unit && value > UINT64_MAX / kUnitBytes) continue;
      memory->*field.value = has_unit ? value * kUnitBytes : value;
    }
  }
}

}  // namespace

uint64_t SoftLimit(int resource) {
  rlimit limit = {};
  const long result = sys::Syscall(SYS_prlimit64, 0, resource, nullptr, &limit);
  return result == 0 && limit.rlim_cur != RLIM_INFINITY
             ? limit.rlim_cur
             : ProcessMemory::kUnknown;
}

void ParseStatus(std::string_view text, ProcessMemory* memory) {
  ParseFields(text, kStatusFields, memory);
}

void ParseSmapsRollup(std::string_view text, ProcessMemory* memory) {
  ParseFields(text, kRollupFields, memory);
}

ProcessMemory ReadProcessMemory(ReadFileFunction read_file, bool with_pss,
                                std::span<char> scratch) {
  ProcessMemory memory;
  long size = read_file("/proc/self/status", scratch);
  if (size > 0) {
    ParseStatus({scratch.data(), static_cast<size_t>(size)}, &memory);
  }
  if (with_pss) {
    size = read_file("/proc/self/smaps_rollup", scratch);
    if (size > 0) {
      ParseSmapsRollup({scratch.data(), static_cast<size_t>(size)}, &memory);
    }
  }
  const CgroupMemory cgroup = ReadCgroupMemory(read_file, scratch);
  memory.cgroup_current_bytes = cgroup.current_bytes;
  memory.cgroup_limit_bytes = cgroup.limit_bytes;
  memory.rlimit_as_bytes = SoftLimit(RLIMIT_AS);
  memory.rlimit_data_bytes = SoftLimit(RLIMIT_DATA);
  return memory;
}

}  // namespace leaktrace
