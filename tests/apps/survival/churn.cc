// Ten thousand short threads whose destructors of thread-specific data
// allocate and free, blocks that are freed after their owner ended, then 256
// threads at once on stacks of 64 KiB.
#include <pthread.h>

#include <atomic>

#include "tests/apps/survival/work.h"

namespace {

using survival::Check;
using survival::Work;

constexpr int kThreads = 10000;
constexpr int kAtOnce = 256;
constexpr size_t kSmallStackBytes = 64 * 1024;

pthread_key_t g_key;
std::atomic<int> g_destroyed = 0;
// The value comes back this many times before it stays away.
thread_local int g_rounds = 0;

void Destroy(void* value) {
  free(value);
  Work(7).Steps(3);
  if (++g_rounds < 3) {
    pthread_setspecific(g_key, malloc(4000));
  } else {
    ++g_destroyed;
  }
}

void* Short(void* seed) {
  pthread_setspecific(g_key, malloc(3000));
  Work(static_cast<uint32_t>(reinterpret_cast<uintptr_t>(seed))).Steps(5);
  return malloc(5000);
}

void* Deep(void* barrier) {
  pthread_barrier_wait(static_cast<pthread_barrier_t*>(barrier));
  Work(11).Steps(200);
  return nullptr;
}

void Churn() {
  Check(pthread_key_create(&g_key, Destroy) == 0, "no key");
  void* left = nullptr;
  for (uintptr_t i = 0; i < kThreads; ++i) {
    pthread_t thread = {};
    Check(pthread_create(&thread, nullptr, Short, reinterpret_cast<void*>(i)) ==
              0,
          "no thread");
    void* block = nullptr;
    Check(pthread_join(thread, &block) == 0, "cannot join");
    free(left);  // its owner is long gone, and so is its stack
    left = block;
  }
  free(left);
  Check(g_destroyed == kThreads, "a destructor did not run");
}

void ManyAtOnce() {
  pthread_barrier_t barrier;
  pthread_barrier_init(&barrier, nullptr, kAtOnce);
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, kSmallStackBytes);
  pthread_t threads[kAtOnce];
  for (pthread_t& thread : threads) {
    Check(pthread_create(&thread, &attributes, Deep, &barrier) == 0,
          "no thread");
  }
  for (const pthread_t thread : threads) pthread_join(thread, nullptr);
}

}  // namespace

int main() {
  Churn();
  ManyAtOnce();
  return 0;
}
