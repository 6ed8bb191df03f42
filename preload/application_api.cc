// The functions behind include/leaktrace/leaktrace.h.
#include <cerrno>
#include <cstdint>

#include "preload/runtime.h"

extern "C" {

[[gnu::visibility("default")]] int leaktrace_take_snapshot() {
  return leaktrace::g_runtime.TakeSnapshot();
}

[[gnu::visibility("default")]] void leaktrace_add_work(uint64_t units) {
  leaktrace::g_runtime.AddWork(units);
}

}  // extern "C"
