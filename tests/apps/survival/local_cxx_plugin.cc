// A program without C++ loads a plug-in that brings the C++ library into a
// scope of its own. Its operator new throws when memory is out, as ever.
#include <dlfcn.h>
#include <stdio.h>

#include "tests/apps/survival/check.h"

int main(int argc, char** argv) {
  survival::Check(argc == 2, "usage: local_cxx_plugin PLUGIN");
  void* plugin = dlopen(argv[1], RTLD_NOW | RTLD_LOCAL);
  survival::Check(plugin != nullptr, "cannot load");
  auto* exhaust = reinterpret_cast<int (*)()>(dlsym(plugin, "PluginExhaust"));
  auto* run = reinterpret_cast<int (*)()>(dlsym(plugin, "PluginThrow"));
  survival::Check(run() == 1000, "no exception came");
  survival::Check(exhaust() == 5, "out of memory was not reported");
  return dlclose(plugin);
}
