// A prefork server without the network: a master, four workers that allocate
// for ever, replacements for those that die. Prints "worker <pid>" for each
// and ends, with all of them, on SIGTERM.
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/apps/survival/work.h"

namespace {

constexpr int kWorkers = 4;

volatile sig_atomic_t g_stop = 0;

void OnTerm(int) { g_stop = 1; }

[[noreturn]] void Worker(uint32_t seed) {
  signal(SIGTERM, SIG_DFL);
  survival::Work work(seed);
  for (;;) {
    work.Steps(200);
    usleep(1000);
  }
}

pid_t StartWorker(uint32_t seed) {
  const pid_t worker = fork();
  survival::Check(worker >= 0, "cannot fork");
  if (worker == 0) Worker(seed);
  printf("worker %d\n", worker);
  fflush(stdout);
  return worker;
}

}  // namespace

int main() {
  struct sigaction action = {};
  action.sa_handler = OnTerm;
  sigaction(SIGTERM, &action, nullptr);
  pid_t workers[kWorkers];
  for (int i = 0; i < kWorkers; ++i) {
    workers[i] = StartWorker(static_cast<uint32_t>(i));
  }
  survival::Work work(77);
  while (g_stop == 0) {
    const pid_t dead = waitpid(-1, nullptr, 0);
    if (dead < 0) continue;
    work.Steps(100);
    for (pid_t& worker : workers) {
      if (worker == dead) worker = StartWorker(55);
    }
  }
  for (const pid_t worker : workers) kill(worker, SIGTERM);
  while (waitpid(-1, nullptr, 0) > 0) {
  }
  return 0;
}
