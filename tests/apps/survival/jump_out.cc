// Gives malloc a deadline and leaves it by siglongjmp out of the handler, and
// with it whatever runs around it, at 1,000 random moments. Afterwards keeps
// 5 MiB: who became deaf meanwhile does not hear of them. Needs an allocator
// that stands being left; run it over bump_allocator.cc.
#include <setjmp.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/time.h>

#include "tests/apps/survival/check.h"

namespace {

using survival::Check;

constexpr int kJumps = 1000;
constexpr int kKept = 20;
constexpr size_t kKeptBytes = 256 * 1024;

sigjmp_buf g_deadline;

void OnAlarm(int) { siglongjmp(g_deadline, 1); }

[[noreturn, gnu::noinline]] void AllocateForEver() {
  for (size_t i = 0;; ++i) free(malloc(100 + i % 1000));
}

void AllocateUntil(suseconds_t microseconds) {
  if (sigsetjmp(g_deadline, 1) != 0) return;
  const itimerval once = {{0, 0}, {0, microseconds}};
  Check(setitimer(ITIMER_REAL, &once, nullptr) == 0, "no timer");
  AllocateForEver();
}

}  // namespace

extern "C" [[gnu::noinline]] void KeepForEver() {
  for (int i = 0; i < kKept; ++i) {
    Check(malloc(kKeptBytes) != nullptr, "malloc failed");
  }
}

int main() {
  signal(SIGALRM, OnAlarm);
  for (int i = 0; i < kJumps; ++i) AllocateUntil(20 + i * 7 % 200);
  KeepForEver();
  return 0;
}
