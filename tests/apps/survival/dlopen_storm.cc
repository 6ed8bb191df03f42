// Threads that load and unload plug-ins, throw, allocate and walk the list of
// loaded objects, all at once, for argv[2] seconds. argv[1]: where the plug-ins
// are. A hook that takes the loader's lock hangs here.
#include <dlfcn.h>
#include <link.h>
#include <stdio.h>
#include <time.h>

#include <atomic>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "tests/apps/survival/work.h"

namespace {

using survival::Check;

std::atomic<bool> g_done = false;

void LoadAndUnload(const std::string& path) {
  while (!g_done) {
    void* plugin = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
    Check(plugin != nullptr, "cannot load");
    auto* run = reinterpret_cast<int (*)()>(dlsym(plugin, "PluginThrow"));
    Check(run != nullptr && run() == 1000, "the plug-in is broken");
    Check(dlclose(plugin) == 0, "cannot unload");
  }
}

[[gnu::noinline]] void ThrowFrom(int depth) {
  if (depth == 0) throw std::runtime_error(std::string(5000, 'y'));
  ThrowFrom(depth - 1);
}

void ThrowAndCatch() {
  while (!g_done) {
    try {
      ThrowFrom(10);
    } catch (const std::exception& error) {
      Check(error.what()[0] == 'y', "another exception");
    }
  }
}

// Allocates under the loader's lock.
int Visit(dl_phdr_info*, size_t, void*) {
  free(malloc(70000));
  return 0;
}

void WalkObjects() {
  while (!g_done) dl_iterate_phdr(Visit, nullptr);
}

void Allocate() {
  while (!g_done) survival::Work(3).Steps(50);
}

}  // namespace

int main(int argc, char** argv) {
  Check(argc == 3, "usage: dlopen_storm FOLDER SECONDS");
  const std::string folder = argv[1];
  std::vector<std::thread> threads;
  threads.emplace_back(LoadAndUnload, folder + "/plugin1.so");
  threads.emplace_back(LoadAndUnload, folder + "/plugin2.so");
  threads.emplace_back(ThrowAndCatch);
  threads.emplace_back(WalkObjects);
  threads.emplace_back(Allocate);
  threads.emplace_back(Allocate);
  const timespec duration = {atoi(argv[2]), 0};
  nanosleep(&duration, nullptr);
  g_done = true;
  for (std::thread& thread : threads) thread.join();
  return 0;
}
