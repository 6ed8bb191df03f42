// A library that is loaded, asked to keep a block, and unloaded again. Built
// once for each NAME and SIZE: plugin_host loads one where the other was.
#include <stdlib.h>

void *volatile kept;

#define PASTE(name) keep_for_##name
#define FUNCTION(name) PASTE(name)

__attribute__((noinline)) static void FUNCTION(NAME)(void) {
  kept = malloc(SIZE);
}

void keep(void) {
  FUNCTION(NAME)();
  kept = NULL;
}
