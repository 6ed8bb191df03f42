// Prints how many bytes of stack an allocation takes, at the most: each is
// made on a painted stack of its own, of which the clean rest is counted. The
// allocator below takes little itself; run it over bump_allocator.cc.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <ucontext.h>

#include <algorithm>
#include <new>

#include "tests/apps/survival/check.h"

namespace {

using survival::Check;

constexpr size_t kStackBytes = 256 * 1024;
constexpr unsigned char kPaint = 0xa5;
constexpr size_t kBlockBytes = 100000;  // crosses any interval

void* volatile g_block = nullptr;
ucontext_t g_main;
ucontext_t g_other;

void Malloc() { g_block = malloc(kBlockBytes); }
void Calloc() { g_block = calloc(1, kBlockBytes); }
void Realloc() { g_block = realloc(nullptr, kBlockBytes); }
void New() { g_block = ::operator new(kBlockBytes); }
void NewAligned() {
  g_block = ::operator new (kBlockBytes, std::align_val_t{64});
}
void Align() { g_block = aligned_alloc(64, kBlockBytes); }
void Free() { free(g_block); }
void Nothing() {}

// On the way of SlowMalloc and the like the second time is not as the first.
constexpr void (*kBodies[])() = {Malloc, Free,  Malloc, Free,    Calloc,
                                 Free,   New,   Free,   Realloc, NewAligned,
                                 Free,   Align, Free};

size_t StackUseOf(void (*body)()) {
  auto* stack = static_cast<unsigned char*>(
      mmap(nullptr, kStackBytes, PROT_READ | PROT_WRITE,
           MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
  Check(stack != MAP_FAILED && getcontext(&g_other) == 0, "no context");
  memset(stack, kPaint, kStackBytes);
  g_other.uc_stack.ss_sp = stack;
  g_other.uc_stack.ss_size = kStackBytes;
  g_other.uc_link = &g_main;
  makecontext(&g_other, body, 0);
  Check(swapcontext(&g_main, &g_other) == 0, "cannot swap");
  size_t clean = 0;
  while (clean < kStackBytes && stack[clean] == kPaint) ++clean;
  munmap(stack, kStackBytes);
  return kStackBytes - clean;
}

}  // namespace

int main() {
  const size_t switching = StackUseOf(Nothing);
  size_t most = 0;
  for (void (*body)() : kBodies) most = std::max(most, StackUseOf(body));
  printf("%zu\n", most - switching);
  return 0;
}
