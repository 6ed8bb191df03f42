// Compiled to assembly; the build then deletes its .size, as hand-written
// assembly often lacks one. It has no DWARF either.
#include "probe.h"

extern "C" void sizeless_function();

void sizeless_function() {
  Record("sizeless");
  asm volatile("");
}
