// Starts other programs in every way there is, and prints what the first of
// them finds in LD_PRELOAD. argv[1]: program to execute, with its arguments.
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/apps/survival/work.h"

namespace {

using survival::Check;

constexpr int kRounds = 100;

void Wait(pid_t child, int expected) {
  int status = 0;
  Check(waitpid(child, &status, 0) == child, "lost a child");
  Check(WIFEXITED(status) && WEXITSTATUS(status) == expected,
        "a child ended in another way");
}

void ByVfork(char** argv) {
  const pid_t child = vfork();
  if (child == 0) {
    execv(argv[0], argv);
    _exit(127);
  }
  Check(child > 0, "cannot vfork");
  Wait(child, 0);
}

void ByVforkOfNothing() {
  const pid_t child = vfork();
  if (child == 0) {
    execl("/nonexistent", "nonexistent", nullptr);
    _exit(42);
  }
  Check(child > 0, "cannot vfork");
  Wait(child, 42);
}

void BySpawn(char** argv) {
  pid_t child = 0;
  Check(posix_spawn(&child, argv[0], nullptr, nullptr, argv, environ) == 0,
        "cannot spawn");
  Wait(child, 0);
}

void ByFork(char** argv) {
  const pid_t child = fork();
  if (child == 0) {
    execv(argv[0], argv);
    _exit(127);
  }
  Check(child > 0, "cannot fork");
  Wait(child, 0);
}

}  // namespace

int main(int argc, char** argv) {
  Check(argc > 1, "usage: spawn PROGRAM [ARGUMENT...]");
  ByFork(argv + 1);
  survival::Work work(1);
  char name[] = "/bin/true";
  char* quiet[] = {name, nullptr};
  for (int i = 0; i < kRounds; ++i) {
    work.Steps(20);
    ByVforkOfNothing();
    if (i % 10 != 0) continue;
    ByVfork(quiet);
    BySpawn(quiet);
    ByFork(quiet);
  }
  return 0;
}
