// The loaded object that a program counter lies in.
//
// Contract: lock-free and async-signal-safe, by glibc's _dl_find_object
// (2.35 and later); the loader lock is never taken.
#ifndef LEAKTRACE_PRELOAD_TRACKING_LOADED_MODULE_H_
#define LEAKTRACE_PRELOAD_TRACKING_LOADED_MODULE_H_

#include <cstdint>

namespace leaktrace {

// All of it, or only the segment around the program counter if there are gaps
// between its segments.
struct LoadedModule {
  const uint8_t* begin = nullptr;
  const uint8_t* end = nullptr;
  const uint8_t* eh_frame_header = nullptr;  // PT_GNU_EH_FRAME, may be null
};

// Looks up _dl_find_object once; false where glibc has none.
bool InitLoadedModules();

bool FindLoadedModule(uintptr_t pc, LoadedModule* module);

}  // namespace leaktrace

#endif  // LEAKTRACE_PRELOAD_TRACKING_LOADED_MODULE_H_
