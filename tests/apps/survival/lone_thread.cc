// A program of one thread, and what libc makes of that: no locks. Says on
// stdout what its allocator has in use at the end, in bytes.
//
// usage: lone_thread busy | dozing | growing_up
#include <malloc.h>
#include <pthread.h>
#include <stdio.h>
#include <sys/single_threaded.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <atomic>
#include <string_view>
#include <vector>

#include "tests/apps/survival/work.h"

namespace {

using survival::Check;

double Seconds() {
  timespec now = {};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return static_cast<double>(now.tv_sec) +
         static_cast<double>(now.tv_nsec) * 1e-9;
}

void Nap(long milliseconds) {
  const timespec time = {milliseconds / 1000, milliseconds % 1000 * 1000000};
  nanosleep(&time, nullptr);
}

void WorkFor(double seconds, uint32_t seed) {
  survival::Work work(seed);
  for (const double end = Seconds() + seconds; Seconds() < end;) work.Steps(50);
}

void WorkAlone(double seconds, uint32_t seed) {
  survival::Work work(seed);
  for (const double end = Seconds() + seconds; Seconds() < end;) {
    work.Steps(50);
    Check(__libc_single_threaded, "libc takes locks for one thread");
  }
}

// Through a fork and a change of identity as well.
void Busy() {
  WorkAlone(1, 1);
  const pid_t child = fork();
  if (child == 0) {
    WorkAlone(1.5, 2);
    _exit(0);
  }
  WorkAlone(1.5, 3);
  int status = -1;
  Check(waitpid(child, &status, 0) == child && status == 0, "the child failed");
  Check(setgid(getgid()) == 0, "setgid failed");
  WorkAlone(.5, 4);
}

// Asleep when snapshots are taken, and awake again meanwhile. Leaves holes.
void Dozing() {
  for (uint32_t i = 0; i < 20; ++i) {
    Nap(60);
    WorkFor(.02, i);
  }
  std::vector<void*> blocks;
  for (int i = 0; i < 4000; ++i) blocks.push_back(malloc(7000));
  for (size_t i = 0; i < blocks.size(); i += 2) free(blocks[i]);
  Nap(700);
}

// A second thread when snapshots have long begun.
void GrowingUp() {
  WorkAlone(.3, 1);
  std::atomic<bool> done = false;
  const auto other = [](void* ended) -> void* {
    WorkFor(1, 2);
    *static_cast<std::atomic<bool>*>(ended) = true;
    return nullptr;
  };
  pthread_t thread;
  Check(pthread_create(&thread, nullptr, other, &done) == 0, "no thread");
  survival::Work work(3);
  while (!done) {
    work.Steps(50);
    Check(!__libc_single_threaded, "libc takes no locks for two threads");
  }
  pthread_join(thread, nullptr);
}

}  // namespace

int main(int argc, char** argv) {
  const std::string_view mode = argc > 1 ? argv[1] : "";
  if (mode == "busy") Busy();
  if (mode == "dozing") Dozing();
  if (mode == "growing_up") GrowingUp();
  const struct mallinfo2 info = mallinfo2();
  printf("%zu\n", info.uordblks + info.hblkhd);
  return 0;
}
