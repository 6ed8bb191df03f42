// A library that is initialised before the shim: its constructor allocates,
// starts threads and makes dlsym allocate, all of which ends in the shim's
// functions before its own constructor ran; its destructor, after the shim's,
// gives back what the constructor kept.
#include <dlfcn.h>
#include <pthread.h>

#include "tests/apps/survival/work.h"

namespace {

using survival::Check;

constexpr int kBlocks = 2000;
constexpr int kThreads = 4;

unsigned char* g_blocks[kBlocks];

size_t SizeOf(int i) { return 1 + static_cast<size_t>(i) * 37 % 9000; }

// Each failure makes the loader allocate its message, per thread.
void FailToFind() {
  for (int i = 0; i < 50; ++i) {
    Check(dlsym(RTLD_NEXT, "no_such_function_anywhere") == nullptr, "found");
    Check(dlerror() != nullptr, "no message");
  }
}

void* Thread(void* seed) {
  FailToFind();
  survival::Work(*static_cast<const uint32_t*>(seed)).Steps(500);
  return nullptr;
}

[[gnu::constructor]] void Allocate() {
  for (int i = 0; i < kBlocks; ++i) {
    g_blocks[i] = static_cast<unsigned char*>(malloc(SizeOf(i)));
    Check(g_blocks[i] != nullptr, "malloc failed");
    g_blocks[i][0] = static_cast<unsigned char>(i);
  }
  FailToFind();
  pthread_t threads[kThreads];
  uint32_t seeds[kThreads] = {1, 2, 3, 4};
  for (int i = 0; i < kThreads; ++i) {
    Check(pthread_create(&threads[i], nullptr, Thread, &seeds[i]) == 0,
          "no thread");
  }
  for (const pthread_t thread : threads) pthread_join(thread, nullptr);
  for (int i = 0; i < kBlocks; i += 2) {
    free(g_blocks[i]);
    g_blocks[i] = nullptr;
  }
}

[[gnu::destructor]] void GiveBack() {
  for (int i = 1; i < kBlocks; i += 2) {
    auto* block =
        static_cast<unsigned char*>(realloc(g_blocks[i], SizeOf(i) * 2));
    Check(block != nullptr && block[0] == static_cast<unsigned char>(i),
          "a block lost its contents");
    free(block);
  }
}

}  // namespace
