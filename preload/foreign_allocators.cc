#include "preload/foreign_allocators.h"

#include <dlfcn.h>

#include <cstddef>
#include <cstdint>

#include "preload/sys/real_allocator.h"
#include "preload/tracking/thread_state.h"

namespace leaktrace {

// By trying: the address says little, since that of an executable's own jump
// to our function lies in the executable.
const char* ProviderBeforeUs() {
  constexpr uint64_t kFar = 1ull << 30;  // no sample is near
  const auto take =
      reinterpret_cast<void* (*)(size_t)>(dlsym(RTLD_DEFAULT, "malloc"));
  const auto give =
      reinterpret_cast<void (*)(void*)>(dlsym(RTLD_DEFAULT, "free"));
  sys::ForgetDlError();
  if (take == nullptr || give == nullptr) return nullptr;
  const uint64_t before = g_thread_state.bytes_until_sample;
  g_thread_state.bytes_until_sample = kFar;
  void* block = take(64);
  const bool is_ours = g_thread_state.bytes_until_sample != kFar;
  give(block);
  g_thread_state.bytes_until_sample = before;
  return is_ours ? nullptr
                 : sys::ProviderOf(reinterpret_cast<const void*>(take));
}

bool IsSanitizerInProcess() {
  for (const char* name :
       {"__asan_init", "__tsan_init", "__lsan_init", "__msan_init"}) {
    if (dlsym(RTLD_DEFAULT, name) != nullptr) return true;
  }
  sys::ForgetDlError();
  return false;
}

}  // namespace leaktrace
