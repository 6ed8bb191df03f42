// Forks while other threads allocate. Each child allocates on threads of its
// own and forks again; the last one outlives its parent and only then says so.
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <thread>
#include <vector>

#include "tests/apps/survival/work.h"

namespace {

using survival::Check;
using survival::Work;

constexpr int kChildren = 30;

std::atomic<bool> g_done = false;

void AllocateUntilDone(uint32_t seed) {
  Work work(seed);
  while (!g_done) work.Steps(50);
}

void AllocateOnThreads(uint32_t seed) {
  std::vector<std::thread> threads;
  for (uint32_t i = 0; i < 3; ++i) {
    threads.emplace_back([=] { Work(seed + i).Steps(300); });
  }
  for (std::thread& thread : threads) thread.join();
}

void Wait(pid_t child) {
  int status = 0;
  Check(waitpid(child, &status, 0) == child, "lost a child");
  Check(status == 0, "a child failed");
}

[[noreturn]] void Child(uint32_t seed) {
  AllocateOnThreads(seed);
  const pid_t grandchild = fork();
  Check(grandchild >= 0, "cannot fork again");
  if (grandchild == 0) {
    AllocateOnThreads(seed + 100);
    exit(0);
  }
  Wait(grandchild);
  exit(0);
}

// Its parent's death is the end of file of `parent_is_dead`.
[[noreturn]] void Orphan(int parent_is_dead) {
  char byte = 0;
  Check(read(parent_is_dead, &byte, 1) == 0, "the parent spoke");
  AllocateOnThreads(999);
  Check(write(1, "outlived\n", 9) == 9, "cannot write");
  exit(0);
}

void LeaveOrphan() {
  int ends[2];
  Check(pipe(ends) == 0, "cannot pipe");
  const pid_t orphan = fork();
  Check(orphan >= 0, "cannot fork");
  if (orphan == 0) {
    close(ends[1]);
    Orphan(ends[0]);
  }
  // The writing end stays open until this process is gone.
}

}  // namespace

int main() {
  std::vector<std::thread> threads;
  for (uint32_t i = 0; i < 4; ++i) threads.emplace_back(AllocateUntilDone, i);
  for (uint32_t i = 0; i < kChildren; ++i) {
    const pid_t child = fork();
    Check(child >= 0, "cannot fork");
    if (child == 0) Child(i);
    Wait(child);
  }
  LeaveOrphan();
  g_done = true;
  for (std::thread& thread : threads) thread.join();
  return 0;
}
