// Takes 64 KiB blocks until malloc says no, gives them back, and does it again.
// Prints how many there were.
#include <stdio.h>
#include <stdlib.h>

#include "tests/apps/survival/check.h"

int main() {
  for (int round = 0; round < 2; ++round) {
    void** last = nullptr;
    int count = 0;
    for (;;) {
      auto** block = static_cast<void**>(malloc(64 * 1024));
      if (block == nullptr) break;
      *block = last;
      last = block;
      ++count;
    }
    while (last != nullptr) {
      void** next = static_cast<void**>(*last);
      free(last);
      last = next;
    }
    printf("%d\n", count);
  }
  return 0;
}
