// Allocates in a signal handler that arrives every 50 us, on an alternate stack
// of 8 KiB, while all threads allocate as well. libc's allocator does not
// stand that, bump_allocator.cc does: run it with both preloaded.
#include <signal.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <time.h>

#include <atomic>
#include <thread>

#include "tests/apps/survival/work.h"

namespace {

using survival::Check;

constexpr int kSignals = 8000;
// On a busy machine signals merge: then as many as come in this time.
constexpr time_t kLongestSeconds = 10;
constexpr size_t kAlternateBytes = 8 * 1024;
constexpr size_t kGuardBytes = 4096;

std::atomic<int> g_signals = 0;
std::atomic<bool> g_done = false;

// Touches no new page: it has to take less time than passes between two.
void OnAlarm(int) {
  void* small = malloc(100);
  void* large = malloc(100000);
  small = realloc(small, 300);
  free(small);
  free(large);
  ++g_signals;
}

bool IsEnough(time_t began) {
  timespec now = {};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return g_signals >= kSignals ||
         (g_signals > 0 && now.tv_sec - began > kLongestSeconds);
}

// Ends in an unreadable page, so that one byte too much is a crash.
void UseAlternateStack() {
  void* memory = mmap(nullptr, kGuardBytes + kAlternateBytes, PROT_NONE,
                      MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  Check(memory != MAP_FAILED, "no alternate stack");
  char* stack = static_cast<char*>(memory) + kGuardBytes;
  Check(mprotect(stack, kAlternateBytes, PROT_READ | PROT_WRITE) == 0,
        "no alternate stack");
  const stack_t alternate = {stack, 0, kAlternateBytes};
  Check(sigaltstack(&alternate, nullptr) == 0, "no alternate stack");
}

void AllocateUntilDone(uint32_t seed) {
  UseAlternateStack();
  while (!g_done) survival::Work(seed).Steps(20);
}

}  // namespace

int main() {
  struct sigaction action = {};
  action.sa_handler = OnAlarm;
  action.sa_flags = SA_ONSTACK | SA_RESTART;
  sigaction(SIGALRM, &action, nullptr);
  std::thread other(AllocateUntilDone, 1);
  UseAlternateStack();
  const itimerval every = {{0, 50}, {0, 50}};
  Check(setitimer(ITIMER_REAL, &every, nullptr) == 0, "no timer");
  timespec began = {};
  clock_gettime(CLOCK_MONOTONIC, &began);
  while (!IsEnough(began.tv_sec)) survival::Work(2).Steps(20);
  const itimerval never = {};
  setitimer(ITIMER_REAL, &never, nullptr);
  g_done = true;
  other.join();
  return 0;
}
