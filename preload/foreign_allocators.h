// Who else in the process interposes malloc.
//
// Contract: at the start only, inside a HookScope or before any recording:
// the loader is asked, which may allocate.
#ifndef LEAKTRACE_PRELOAD_FOREIGN_ALLOCATORS_H_
#define LEAKTRACE_PRELOAD_FOREIGN_ALLOCATORS_H_

namespace leaktrace {

// The object whose malloc the program takes instead of ours; null if it is
// ours. An executable may have one linked in, a library may be preloaded before
// us.
const char* ProviderBeforeUs();

// A sanitizer's run-time must be the only interposer.
bool IsSanitizerInProcess();

}  // namespace leaktrace

#endif  // LEAKTRACE_PRELOAD_FOREIGN_ALLOCATORS_H_
