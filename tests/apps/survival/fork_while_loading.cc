// Forks while two threads load and unload the plug-ins in argv[1] and two more
// allocate: the children inherit a loader in the middle of its work. Each works
// until standard input ends and prints its pid at the start; libc lets them do
// no more than allocate and _exit.
#include <dlfcn.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <sys/wait.h>

#include <atomic>
#include <string>

#include "tests/apps/survival/work.h"

namespace {

using survival::Check;
using survival::Work;

constexpr int kChildren = 12;
constexpr int kStepMilliseconds = 20;

std::atomic<bool> g_done = false;

void* Load(void* path) {
  while (!g_done) {
    void* plugin = dlopen(static_cast<const char*>(path), RTLD_NOW);
    Check(plugin != nullptr, "cannot load");
    Check(dlclose(plugin) == 0, "cannot unload");
  }
  return nullptr;
}

void* Allocate(void*) {
  Work work(3);
  while (!g_done) work.Steps(50);
  return nullptr;
}

// Nothing is ever written there: readable means the end.
bool InputEnded(int patience_ms) {
  pollfd input = {0, POLLIN, 0};
  return poll(&input, 1, patience_ms) != 0;
}

[[noreturn]] void Child(uint32_t seed) {
  Work work(seed);
  do {
    work.Steps(50);
  } while (!InputEnded(kStepMilliseconds));
  _exit(0);
}

void Fork(uint32_t seed) {
  const pid_t child = fork();
  if (child == 0) Child(seed);
  Check(child > 0, "no child");
  dprintf(1, "%d\n", child);
}

}  // namespace

int main(int argc, char** argv) {
  Check(argc == 2, "usage: fork_while_loading PLUGINS");
  std::string paths[] = {std::string(argv[1]) + "/plugin1.so",
                         std::string(argv[1]) + "/plugin2.so"};
  pthread_t threads[4];
  for (int i = 0; i < 4; ++i) {
    void* (*const body)(void*) = i < 2 ? Load : Allocate;
    Check(pthread_create(&threads[i], nullptr, body, paths[i % 2].data()) == 0,
          "no thread");
  }
  for (uint32_t i = 0; i < kChildren; ++i) {
    Fork(i);
    usleep(3000);  // another moment of the loader
  }
  for (int i = 0; i < kChildren; ++i) {
    int status = 0;
    Check(wait(&status) > 0 && status == 0, "a child failed");
  }
  g_done = true;
  for (const pthread_t thread : threads) pthread_join(thread, nullptr);
  return 0;
}
