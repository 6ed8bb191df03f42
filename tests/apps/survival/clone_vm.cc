// Children that share the memory, made by clone(CLONE_VM): they allocate, give
// back the parent's blocks, and end by exit() as well as _exit(). Afterwards
// the parent is as it was.
#include <sched.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/apps/survival/work.h"

namespace {

using survival::Check;

constexpr int kRounds = 50;
constexpr size_t kStackBytes = 256 * 1024;

void* g_block = nullptr;

int Allocate(void*) {
  survival::Work(5).Steps(200);
  free(g_block);
  g_block = malloc(300000);
  return g_block != nullptr ? 0 : 1;
}

// Runs the destructors of all libraries, while the parent lives on.
int AllocateAndExit(void*) { exit(Allocate(nullptr)); }

void Run(int (*body)(void*), char* stack) {
  // CLONE_VFORK: libc's own state is shared, so one of the two must wait.
  const pid_t child = clone(body, stack + kStackBytes,
                            CLONE_VM | CLONE_VFORK | SIGCHLD, nullptr);
  int status = 0;
  Check(child > 0 && waitpid(child, &status, 0) == child, "lost a child");
  Check(status == 0, "a child failed");
}

}  // namespace

int main() {
  void* stack = mmap(nullptr, kStackBytes, PROT_READ | PROT_WRITE,
                     MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  Check(stack != MAP_FAILED, "no stack");
  g_block = malloc(200000);
  for (int i = 0; i < kRounds; ++i) {
    Run(Allocate, static_cast<char*>(stack));
    survival::Work(static_cast<uint32_t>(i)).Steps(100);
  }
  Run(AllocateAndExit, static_cast<char*>(stack));
  survival::Work(6).Steps(100);
  Check(write(1, "parent\n", 7) == 7, "cannot write");
  // The child ran the handlers of exit: this process must not run them twice.
  char line[16];
  while (read(0, line, sizeof(line)) > 0) {
  }
  _exit(0);
}
