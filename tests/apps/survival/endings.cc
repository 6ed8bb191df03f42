// Ends in the way that argv[1] says: return, exit, _exit, quick_exit, abort,
// term (by signal, default action), handler (exit() from a handler that
// interrupts malloc), wait (until somebody ends it; prints "ready" first).
#include <signal.h>
#include <sys/time.h>

#include "tests/apps/survival/work.h"

namespace {

using survival::Check;

void ExitInHandler(int) { exit(7); }

// The handler comes in the middle of libc's allocator sooner or later, with its
// lock held; exit() must come to an end all the same.
[[noreturn]] void AllocateUntilHandled(survival::Work* work) {
  signal(SIGALRM, ExitInHandler);
  const itimerval soon = {{0, 0}, {0, 20000}};
  setitimer(ITIMER_REAL, &soon, nullptr);
  for (;;) work->Steps(100);
}

[[noreturn]] void WaitForever(survival::Work* work) {
  Check(write(1, "ready\n", 6) == 6, "cannot write");
  for (;;) work->Steps(100);
}

}  // namespace

int main(int argc, char** argv) {
  Check(argc == 2, "usage: endings HOW");
  const char* how = argv[1];
  survival::Work work(1);
  work.Steps(5000);
  const auto is = [how](const char* name) { return strcmp(how, name) == 0; };
  if (is("exit")) exit(7);
  if (is("_exit")) _exit(7);
  if (is("quick_exit")) quick_exit(7);
  if (is("abort")) abort();
  if (is("term")) raise(SIGTERM);
  if (is("handler")) AllocateUntilHandled(&work);
  if (is("wait")) WaitForever(&work);
  return 7;
}
