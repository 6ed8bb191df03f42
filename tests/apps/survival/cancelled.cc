// Cancels 1,000 threads at random moments in the middle of malloc, and of
// whatever runs around it (asynchronous cancelling), with destructors that
// allocate. Afterwards another thread keeps 5 MiB. Needs an allocator that
// stands it; run it over bump_allocator.cc.
#include <pthread.h>
#include <stdlib.h>

#include "tests/apps/survival/check.h"

namespace {

using survival::Check;

constexpr int kThreads = 1000;
constexpr int kKept = 20;
constexpr size_t kKeptBytes = 256 * 1024;

pthread_key_t g_key;

void Destroy(void* value) {
  free(value);
  for (size_t i = 0; i < 10; ++i) free(malloc(100 + i));
}

void* AllocateForEver(void*) {
  pthread_setspecific(g_key, malloc(10));
  pthread_setcanceltype(PTHREAD_CANCEL_ASYNCHRONOUS, nullptr);
  for (size_t i = 0;; ++i) free(malloc(100 + i % 1000));
}

pthread_t Start(void* (*body)(void*)) {
  pthread_t thread = {};
  Check(pthread_create(&thread, nullptr, body, nullptr) == 0, "no thread");
  return thread;
}

}  // namespace

extern "C" [[gnu::noinline]] void* KeepForEver(void* /*unused*/) {
  for (int i = 0; i < kKept; ++i) {
    Check(malloc(kKeptBytes) != nullptr, "malloc failed");
  }
  return nullptr;
}

int main() {
  Check(pthread_key_create(&g_key, Destroy) == 0, "no key");
  for (int i = 0; i < kThreads; ++i) {
    const pthread_t thread = Start(AllocateForEver);
    usleep(static_cast<useconds_t>(20 + i * 7 % 200));
    pthread_cancel(thread);
    pthread_join(thread, nullptr);
  }
  pthread_join(Start(KeepForEver), nullptr);
  return 0;
}
