// See memory_blame.h.
#include "report/cli/memory_blame.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "report/render/units.h"

namespace leaktrace::report {
namespace {

// Growth of a process that is worth a word: 8 MiB and a tenth of what it has.
constexpr double kNotableGrowthBytes = 8 << 20;
constexpr double kNotableShare = .1;
// The live heap is flat if it explains less than a quarter of that, and the
// largest part is to blame if it is more than the heap's.
constexpr double kFlatShare = .25;
constexpr double kBlamedShare = .5;

struct Part {
  const char* word;
  int64_t bytes;
  std::string text;
};

// By the file name of the library that provides malloc.
std::string AllocatorRemedy(const SnapshotInfo& info) {
  const auto provider = info.providers.find("malloc");
  const std::string path =
      provider == info.providers.end() ? std::string() : provider->second;
  const auto is = [&path](std::string_view name) {
    return path.find(name) != std::string::npos;
  };
  if (is("jemalloc")) {
    return "try MALLOC_CONF=background_thread:true,dirty_decay_ms:1000";
  }
  if (is("tcmalloc")) {
    return "try TCMALLOC_RELEASE_RATE=10, or call ReleaseFreeMemory()";
  }
  if (is("mimalloc")) return "try MIMALLOC_PURGE_DELAY=0";
  return "try MALLOC_ARENA_MAX=2 and MALLOC_TRIM_THRESHOLD_=131072, call "
         "malloc_trim(0) when idle, or use jemalloc";
}

std::string MappingText(const MappingRow& mapping) {
  if (mapping.name == kThreadStacks) {
    return "stacks of threads; have fewer threads, or give them smaller stacks "
           "(ulimit -s, pthread_attr_setstacksize)";
  }
  if (mapping.name == kAnonymousMappings) {
    return "memory that is mapped without malloc; look for mmap (strace -e "
           "mmap -k), announce it with leaktrace_alloc() to see who holds it";
  }
  return mapping.name;
}

std::vector<Part> PartsOf(const SnapshotInfo& last, const MemoryView& memory) {
  std::vector<Part> parts = {
      {"allocator",
       memory.retained_growth.value_or(0) + memory.overhead_growth.value_or(0),
       "the allocator keeps what was freed (fragmentation or caching); " +
           AllocatorRemedy(last)},
      {"leaktrace", memory.self_growth.value_or(0),
       "leaktrace's own tables filled; raise LEAKTRACE_INTERVAL or lower "
       "LEAKTRACE_MEMORY"},
      {"unexplained", memory.unexplained_growth.value_or(0),
       "memory outside of the allocator, as stacks of threads or mmap; compare "
       "/proc/PID/smaps at two times"}};
  for (const MappingRow& mapping : memory.mappings) {
    parts.push_back({"mappings", mapping.growth_bytes, MappingText(mapping)});
  }
  return parts;
}

}  // namespace

void BlameMemory(const SnapshotInfo& last, ReportView* view) {
  MemoryView& memory = view->memory;
  if (!memory.process_growth) return;
  const auto growth = static_cast<double>(*memory.process_growth);
  const auto anonymous =
      static_cast<double>(memory.anonymous_bytes.value_or(0));
  const auto live = static_cast<double>(memory.live_growth);
  if (growth < std::max(kNotableGrowthBytes, kNotableShare * anonymous) ||
      live > kBlamedShare * growth) {
    return;
  }
  const std::vector<Part> parts = PartsOf(last, memory);
  const Part& largest = *std::max_element(
      parts.begin(), parts.end(),
      [](const Part& a, const Part& b) { return a.bytes < b.bytes; });
  const auto bytes = static_cast<double>(largest.bytes);
  if (bytes <= live || bytes < kFlatShare * growth) return;
  memory.blamed = largest.word;
  memory.blame = live <= kFlatShare * growth
                     ? "the heap is flat, but the process grew by " +
                           FormatBytes(growth) + ", "
                     : "the process grew by " + FormatBytes(growth) +
                           ", more than its heap, ";
  memory.blame += FormatBytes(bytes) + " of it " + largest.text;
}

}  // namespace leaktrace::report
