// Loads each library of the command line, lets it keep a block, and unloads it
// before the next one. Prints where each was.
#include <dlfcn.h>
#include <stdio.h>

int main(int argc, char **argv) {
  for (int i = 1; i < argc; ++i) {
    void *const library = dlopen(argv[i], RTLD_NOW | RTLD_LOCAL);
    if (library == NULL) return 1;
    void (*keep)(void) = (void (*)(void))dlsym(library, "keep");
    if (keep == NULL) return 1;
    keep();
    printf("%p\n", (void *)keep);
    dlclose(library);
  }
  return 0;
}
