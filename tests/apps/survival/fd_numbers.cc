// Whoever closes a descriptor and opens a file expects the same number: the
// lowest free one. Descriptors taken for a moment by another thread of the
// process would break that.
#include <fcntl.h>
#include <time.h>
#include <unistd.h>

#include "tests/apps/survival/work.h"

namespace {

double Now() {
  timespec now = {};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return static_cast<double>(now.tv_sec) +
         static_cast<double>(now.tv_nsec) * 1e-9;
}

}  // namespace

int main() {
  const double end = Now() + 2.0;
  survival::Work work(1);
  while (Now() < end) {
    work.Steps(2);
    for (int i = 0; i < 100; ++i) {
      close(0);
      survival::Check(open("/dev/null", O_RDONLY) == 0,
                      "somebody took the number 0");
    }
  }
  return 0;
}
