#include "preload/tracking/libunwind_api.h"

#include <dlfcn.h>

#include "preload/sys/real_allocator.h"

namespace leaktrace {
namespace {

template <typename Function>
bool Find(void* library, const char* name, Function* function) {
  *function = reinterpret_cast<Function>(dlsym(library, name));
  return *function != nullptr;
}

}  // namespace

bool LoadLibunwind(LibunwindApi* api) {
  void* library = dlopen("libunwind-x86_64.so.8", RTLD_NOW | RTLD_LOCAL);
  const bool complete =
      library != nullptr &&
      Find(library, "_Ux86_64_create_addr_space", &api->create_addr_space) &&
      Find(library, "_Ux86_64_set_caching_policy", &api->set_caching_policy) &&
      Find(library, "_Ux86_64_init_remote", &api->init_remote) &&
      Find(library, "_Ux86_64_step", &api->step) &&
      Find(library, "_Ux86_64_get_reg", &api->get_reg) &&
      Find(library, "_Ux86_64_is_signal_frame", &api->is_signal_frame) &&
      Find(library, "_Ux86_64_dwarf_search_unwind_table",
           &api->search_unwind_table);
  sys::ForgetDlError();
  return complete;
}

}  // namespace leaktrace
