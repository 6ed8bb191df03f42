// Locks all of its memory, now and later, as real-time and key-holding programs
// do; works on several threads; prints its resident kilobytes.
#include <stdio.h>
#include <sys/mman.h>

#include <thread>

#include "tests/apps/survival/work.h"

namespace {

using survival::Check;

long ResidentKilobytes() {
  FILE* status = fopen("/proc/self/status", "r");
  Check(status != nullptr, "no /proc");
  long kilobytes = -1;
  char line[256];
  while (fgets(line, sizeof(line), status) != nullptr) {
    sscanf(line, "VmRSS: %ld", &kilobytes);
  }
  fclose(status);
  return kilobytes;
}

}  // namespace

int main() {
  Check(mlockall(MCL_CURRENT | MCL_FUTURE) == 0, "cannot lock memory");
  std::thread threads[4];
  for (unsigned i = 0; i < 4; ++i) {
    threads[i] = std::thread([i] { survival::Work(i + 1).Steps(5000); });
  }
  for (std::thread& thread : threads) thread.join();
  printf("%ld\n", ResidentKilobytes());
  return 0;
}
