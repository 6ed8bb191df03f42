// A plug-in loaded with RTLD_DEEPBIND finds libc's allocator before the shim's:
// each side frees the other's blocks.
#include <dlfcn.h>

#include "tests/apps/survival/work.h"

int main(int argc, char** argv) {
  survival::Check(argc == 2, "usage: deepbind PLUGIN");
  void* plugin = dlopen(argv[1], RTLD_NOW | RTLD_LOCAL | RTLD_DEEPBIND);
  survival::Check(plugin != nullptr, "cannot load");
  auto* take =
      reinterpret_cast<void* (*)(size_t)>(dlsym(plugin, "PluginAllocate"));
  auto* give = reinterpret_cast<void (*)(void*)>(dlsym(plugin, "PluginFree"));
  for (size_t i = 0; i < 20000; ++i) {
    free(take(i));
    give(malloc(i));
    void* moved = realloc(take(100), i + 1);
    memset(moved, 1, i + 1);
    give(moved);
  }
  return dlclose(plugin);
}
