// As names.cc, in C: wrappers, static functions, functions that the optimiser clones.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void *volatile kept[16];
static int kept_count;

__attribute__((noinline)) void *xmalloc(size_t size) {
  void *const block = malloc(size);
  if (block == NULL) abort();
  kept[kept_count++ % 16] = block;
  return block;
}

__attribute__((noinline)) static void load_config(int lines) {
  for (int i = 0; i < lines; ++i) {
    xmalloc(300);  // mark bytes=3000 owner=load_config
  }
}

__attribute__((noinline)) static char *copy_name(const char *name, int much) {
  char *const copy = xmalloc(strlen(name) + 1 + (size_t)much);  // mark bytes=1108 owner=copy_name
  return strcpy(copy, name);
}

// Uses what it got, else the call is a jump and leaves no frame behind.
__attribute__((always_inline)) static inline void inner_step(void) {
  *(char *)xmalloc(2048) = 'x';  // mark bytes=2048 owner=inner_step through=middle_step,outer_step,main
}

__attribute__((always_inline)) static inline void middle_step(void) {
  inner_step();  // in middle_step
}

__attribute__((noinline)) static void outer_step(void) {
  middle_step();  // in outer_step
}

int main(void) {
  load_config(10);
  puts(copy_name("a name", 1101));
  outer_step();  // in main
  return 0;
}
