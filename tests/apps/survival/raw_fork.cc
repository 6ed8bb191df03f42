// Forks past libc, as sandboxes and run-times of other languages do: no fork
// handler runs. The child allocates and ends by exit().
#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/apps/survival/work.h"

int main() {
  survival::Work work(3);
  work.Steps(500);
  for (int i = 0; i < 10; ++i) {
    const auto child =
        static_cast<pid_t>(syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0));
    survival::Check(child >= 0, "cannot clone");
    if (child == 0) {
      survival::Work(9).Steps(500);
      exit(0);
    }
    int status = 0;
    survival::Check(waitpid(child, &status, 0) == child && status == 0,
                    "the child failed");
  }
  work.Steps(500);
  survival::Check(write(1, "done\n", 5) == 5, "cannot write");
  // Until the test has looked at what there is before the exit snapshot.
  char line[16];
  while (read(0, line, sizeof(line)) > 0) {
  }
  return 0;
}
