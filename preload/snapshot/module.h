// A loaded object as far as resolving program counters needs it: one
// executable file mapping, as /proc/self/maps shows it.
#ifndef LEAKTRACE_PRELOAD_SNAPSHOT_MODULE_H_
#define LEAKTRACE_PRELOAD_SNAPSHOT_MODULE_H_

#include <cstdint>
#include <string_view>

#include "preload/snapshot/build_id.h"

namespace leaktrace {

// Index into the module map; given out once, never reused.
enum class ModuleId : uint32_t {};

// The pseudo module of code that belongs to no file.
inline constexpr ModuleId kJitModule{0};
inline constexpr std::string_view kJitName = "[jit]";

struct Module {
  uint64_t start = 0;
  uint64_t limit = 0;
  uint64_t file_offset = 0;
  uint64_t device = 0;
  uint64_t inode = 0;
  const char* path = nullptr;
  uint32_t path_size = 0;
  // First unload epoch (see Stack::unload_epoch) in which it was in memory.
  uint32_t first_epoch = 0;
  bool is_main_executable = false;
  BuildId build_id;

  std::string_view path_view() const { return {path, path_size}; }
  bool Contains(uint64_t pc) const { return pc >= start && pc < limit; }
};

}  // namespace leaktrace

#endif  // LEAKTRACE_PRELOAD_SNAPSHOT_MODULE_H_
