#include "preload/snapshot/cgroup_memory.h"

#include <algorithm>

#include "preload/snapshot/text_buffer.h"
#include "preload/snapshot/text_scanner.h"

namespace leaktrace {
namespace {

using ReadFunction = long (*)(const char*, std::span<char>);

constexpr uint64_t kUnknown = UINT64_MAX;
// Version 1 says "no limit" with a number near 2^63.
constexpr uint64_t kNoLimitBytes = 1ull << 62;
constexpr size_t kMaxPathBytes = 1024;

struct CgroupFiles {
  std::string_view root;
  std::string_view current;
  std::string_view limit;
  std::string_view reclaimable;  // key in memory.stat
};

constexpr CgroupFiles kVersion2 = {"/sys/fs/cgroup", "/memory.current",
                                   "/memory.max", "inactive_file "};
constexpr CgroupFiles kVersion1 = {
    "/sys/fs/cgroup/memory", "/memory.usage_in_bytes", "/memory.limit_in_bytes",
    "total_inactive_file "};

// One level of the hierarchy, "" being the root.
struct CgroupLevel {
  ReadFunction read_file;
  const CgroupFiles& files;
  std::string_view group;

  std::string_view Read(std::string_view name, std::span<char> scratch) const;
  uint64_t ReadNumber(std::string_view name) const;
  uint64_t ReadLimit() const;
  uint64_t ReadReclaimable(std::span<char> scratch) const;
};

std::string_view CgroupLevel::Read(std::string_view name,
                                   std::span<char> scratch) const {
  char storage[kMaxPathBytes];
  TextBuffer path(storage);
  path.Add(files.root).Add(group).Add(name);
  const long size = path.truncated() ? -1 : read_file(path.c_str(), scratch);
  return {scratch.data(), size > 0 ? static_cast<size_t>(size) : 0};
}

uint64_t CgroupLevel::ReadNumber(std::string_view name) const {
  char digits[32];
  std::string_view text = Read(name, digits);
  uint64_t value = 0;
  return ConsumeDecimal(&text, &value) ? value : kUnknown;
}

uint64_t CgroupLevel::ReadLimit() const {
  const uint64_t limit = ReadNumber(files.limit);
  return limit < kNoLimitBytes ? limit : kUnknown;
}

uint64_t CgroupLevel::ReadReclaimable(std::span<char> scratch) const {
  std::string_view text = Read("/memory.stat", scratch);
  std::string_view line;
  uint64_t bytes = 0;
  while (ConsumeLine(&text, &line)) {
    if (ConsumePrefix(&line, files.reclaimable)) ConsumeDecimal(&line, &bytes);
  }
  return bytes;
}

bool IsNearer(const CgroupMemory& a, const CgroupMemory& b) {
  if (b.limit_bytes == kUnknown) return true;
  const auto used_of_a =
      static_cast<unsigned __int128>(a.current_bytes - a.reclaimable_bytes);
  const auto used_of_b =
      static_cast<unsigned __int128>(b.current_bytes - b.reclaimable_bytes);
  return used_of_a * b.limit_bytes > used_of_b * a.limit_bytes;
}

CgroupMemory NearestLimit(CgroupLevel level, std::span<char> scratch) {
  CgroupMemory nearest;
  nearest.current_bytes = level.ReadNumber(level.files.current);
  for (;;) {
    CgroupMemory memory;
    memory.limit_bytes = level.ReadLimit();
    memory.current_bytes = level.ReadNumber(level.files.current);
    if (memory.limit_bytes != kUnknown && memory.current_bytes != kUnknown) {
      memory.reclaimable_bytes =
          std::min(level.ReadReclaimable(scratch), memory.current_bytes);
      if (IsNearer(memory, nearest)) nearest = memory;
    }
    if (level.group.empty()) return nearest;
    const size_t slash = level.group.rfind('/');
    level.group = {level.group.data(),
                   slash == std::string_view::npos ? 0 : slash};
  }
}

}  // namespace

bool ParseCgroupPath(std::string_view text, std::string_view* path,
                     bool* is_version_2) {
  bool found = false;
  std::string_view line;
  while (ConsumeLine(&text, &line)) {
    uint64_t hierarchy = 0;
    if (!ConsumeDecimal(&line, &hierarchy) || !ConsumePrefix(&line, ":")) {
      continue;
    }
    const size_t colon = line.find(':');
    if (colon == std::string_view::npos) continue;
    const std::string_view controllers(line.data(), colon);
    line.remove_prefix(colon + 1);
    // With both mounted ("hybrid"), memory is where it is named.
    const bool is_memory_v1 =
        controllers == "memory" || HasPrefix(controllers, "memory,") ||
        HasSuffix(controllers, ",memory") ||
        controllers.find(",memory,") != std::string_view::npos;
    const bool is_v2 = hierarchy == 0 && controllers.empty();
    if (!is_memory_v1 && !(is_v2 && !found)) continue;
    *path = line;
    *is_version_2 = is_v2;
    found = true;
    if (is_memory_v1) return true;
  }
  return found;
}

CgroupMemory ReadCgroupMemory(ReadFunction read_file, std::span<char> scratch) {
  const long size = read_file("/proc/self/cgroup", scratch);
  std::string_view group;
  bool is_version_2 = false;
  if (size <= 0 || !ParseCgroupPath({scratch.data(), static_cast<size_t>(size)},
                                    &group, &is_version_2)) {
    return {};
  }
  CgroupLevel level = {read_file, is_version_2 ? kVersion2 : kVersion1, group};
  if (level.ReadNumber(level.files.current) == kUnknown) level.group = {};
  // `group` lies in the front of it.
  return NearestLimit(level, scratch.subspan(static_cast<size_t>(size)));
}

}  // namespace leaktrace
