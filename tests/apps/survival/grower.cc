// Grows by 1 MiB of touched memory every 5 ms until it is killed, or until
// malloc says no: then it is killed by its own hand, as by the OOM killer.
#include <signal.h>
#include <unistd.h>

#include "tests/apps/survival/work.h"

int main() {
  for (;;) {
    void* block = malloc(1 << 20);
    if (block == nullptr) raise(SIGKILL);
    memset(block, 1, 1 << 20);
    usleep(5000);
  }
}
