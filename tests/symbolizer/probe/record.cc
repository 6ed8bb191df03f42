// Finds the mapping of the return address in /proc/self/maps.
#include <cinttypes>
#include <cstdint>
#include <cstdio>

#include "probe.h"

__attribute__((noinline)) void Record(const char* name) {
  const auto address = reinterpret_cast<uintptr_t>(__builtin_return_address(0));
  std::FILE* maps = std::fopen("/proc/self/maps", "re");
  if (maps == nullptr) return;
  char line[4096];
  while (std::fgets(line, sizeof(line), maps) != nullptr) {
    uintptr_t start = 0;
    uintptr_t end = 0;
    uintptr_t offset = 0;
    char path[4096] = "";
    if (std::sscanf(line,
                    "%" SCNxPTR "-%" SCNxPTR " %*s %" SCNxPTR " %*s %*s %4095s",
                    &start, &end, &offset, path) >= 3 &&
        start <= address && address < end) {
      std::printf("%s %" PRIuPTR " %s\n", name, address - start + offset, path);
    }
  }
  std::fclose(maps);
}
