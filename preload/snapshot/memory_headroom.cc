#include "preload/snapshot/memory_headroom.h"

#include <sys/resource.h>

#include <algorithm>

#include "preload/snapshot/cgroup_memory.h"
#include "preload/snapshot/text_scanner.h"

namespace leaktrace {
namespace {

constexpr uint64_t kPageBytes = 4096;
constexpr uint64_t kShortestPeriodNs = 1'000'000'000;

// Fields of /proc/self/statm.
enum StatmField { kSize, kResident, kShared, kText, kLibrary, kData, kFields };

bool ParseStatm(std::string_view text, uint64_t (&bytes)[kFields]) {
  for (uint64_t& field : bytes) {
    SkipBlanks(&text);
    if (!ConsumeDecimal(&text, &field)) return false;
    field *= kPageBytes;
  }
  return true;
}

void Consider(uint64_t used_bytes, uint64_t limit_bytes,
              MemoryHeadroom* headroom) {
  if (limit_bytes == ProcessMemory::kUnknown || limit_bytes < kPageBytes) {
    return;
  }
  headroom->has_limit = true;
  const uint64_t left_bytes =
      used_bytes < limit_bytes ? limit_bytes - used_bytes : 0;
  const uint64_t part = left_bytes / (limit_bytes / MemoryHeadroom::kAll + 1);
  headroom->per_1024 =
      static_cast<uint32_t>(std::min<uint64_t>(headroom->per_1024, part));
}

}  // namespace

MemoryHeadroom ReadMemoryHeadroom(ReadFileFunction read_file,
                                  std::span<char> scratch) {
  MemoryHeadroom headroom;
  const long size = read_file("/proc/self/statm", scratch);
  uint64_t bytes[kFields] = {};
  if (size > 0 &&
      ParseStatm({scratch.data(), static_cast<size_t>(size)}, bytes)) {
    headroom.rss_bytes = bytes[kResident];
    Consider(bytes[kSize], SoftLimit(RLIMIT_AS), &headroom);
    Consider(bytes[kData], SoftLimit(RLIMIT_DATA), &headroom);
  }
  const CgroupMemory cgroup = ReadCgroupMemory(read_file, scratch);
  if (cgroup.current_bytes != ProcessMemory::kUnknown) {
    Consider(cgroup.current_bytes - cgroup.reclaimable_bytes,
             cgroup.limit_bytes, &headroom);
  }
  return headroom;
}

uint64_t PeriodFor(const MemoryHeadroom& headroom, uint64_t period_ns) {
  if (period_ns <= kShortestPeriodNs) return period_ns;
  uint64_t shortened = period_ns;
  // By the fourth power of the part left, twice that being all: growth does
  // not wait. A fifth of the limit left makes a second of a minute.
  for (int i = 0; i < 4 && headroom.per_1024 < MemoryHeadroom::kAll / 2; ++i) {
    shortened = shortened / MemoryHeadroom::kAll * 2 * headroom.per_1024;
  }
  return std::clamp(shortened, kShortestPeriodNs, period_ns);
}

}  // namespace leaktrace
