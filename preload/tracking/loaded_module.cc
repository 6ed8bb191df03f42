#include "preload/tracking/loaded_module.h"

#include <dlfcn.h>

namespace leaktrace {
namespace {

using FindObject = int (*)(void*, dl_find_object*);
constinit FindObject g_find_object = nullptr;

}  // namespace

bool InitLoadedModules() {
  // By name, so that the library still loads where glibc lacks it.
  g_find_object =
      reinterpret_cast<FindObject>(dlsym(RTLD_DEFAULT, "_dl_find_object"));
  return g_find_object != nullptr;
}

bool FindLoadedModule(uintptr_t pc, LoadedModule* module) {
  if (g_find_object == nullptr) return false;
  dl_find_object found = {};
  if (g_find_object(reinterpret_cast<void*>(pc), &found) != 0) return false;
  module->begin = static_cast<const uint8_t*>(found.dlfo_map_start);
  module->end = static_cast<const uint8_t*>(found.dlfo_map_end);
  module->eh_frame_header = static_cast<const uint8_t*>(found.dlfo_eh_frame);
  return true;
}

}  // namespace leaktrace
