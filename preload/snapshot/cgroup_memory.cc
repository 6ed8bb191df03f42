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
};

constexpr CgroupFiles kVersion2 = {"/sys/fs/cgroup", "/memory.current",
                                   "/memory.max"};
constexpr CgroupFiles kVersion1 = {"/sys/fs/cgroup/memory",
                                   "/memory.usage_in_bytes",
                                   "/memory.limit_in_bytes"};

uint64_t ReadNumber(ReadFunction read_file, std::string_view root,
                    std::string_view group, std::string_view name) {
  char path_storage[kMaxPathBytes];
  TextBuffer path(path_storage);
  path.Add(root).Add(group).Add(name);
  char text[32];
  const long size =
      path.truncated() ? -1 : read_file(path.c_str(), {text, sizeof(text)});
  if (size <= 0) return kUnknown;
  std::string_view rest(text, static_cast<size_t>(size));
  uint64_t value = 0;
  return ConsumeDecimal(&rest, &value) ? value : kUnknown;
}

// The tightest limit on the way up to the root is the one that kills.
uint64_t ReadLimit(ReadFunction read_file, const CgroupFiles& files,
                   std::string_view group) {
  uint64_t tightest = kUnknown;
  for (;;) {
    const uint64_t limit =
        ReadNumber(read_file, files.root, group, files.limit);
    if (limit < kNoLimitBytes) tightest = std::min(tightest, limit);
    if (group.empty()) return tightest;
    const size_t slash = group.rfind('/');
    group = {group.data(), slash == std::string_view::npos ? 0 : slash};
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
  CgroupMemory memory;
  const long size = read_file("/proc/self/cgroup", scratch);
  std::string_view group;
  bool is_version_2 = false;
  if (size <= 0 || !ParseCgroupPath({scratch.data(), static_cast<size_t>(size)},
                                    &group, &is_version_2)) {
    return memory;
  }
  const CgroupFiles& files = is_version_2 ? kVersion2 : kVersion1;
  if (group == "/") group = {};
  memory.current_bytes =
      ReadNumber(read_file, files.root, group, files.current);
  if (memory.current_bytes == kUnknown) {
    group = {};
    memory.current_bytes =
        ReadNumber(read_file, files.root, group, files.current);
  }
  memory.limit_bytes = ReadLimit(read_file, files, group);
  return memory;
}

}  // namespace leaktrace
