// What every entry point answers in the corner cases, and what it does to
// errno, as lines: the same with the shim as without it. A call that succeeds
// leaves errno alone, though snapshots may be taken meanwhile.
#include <errno.h>
#include <malloc.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <new>

#include "tests/apps/survival/check.h"

extern "C" {
void cfree(void* block) noexcept __attribute__((weak));
// C23: of the shim, not of a libc of this age.
void free_sized(void* block, size_t size) noexcept __attribute__((weak));
void free_aligned_sized(void* block, size_t alignment, size_t size) noexcept
    __attribute__((weak));
}

namespace {

constexpr size_t kHuge = SIZE_MAX / 2 + 1;
constexpr int kMark = 12345;

// Out of the optimiser's sight.
volatile size_t g_huge = kHuge;

void Say(const char* what, const void* block) {
  const int error = errno;
  printf("%s: %s errno %d\n", what, block != nullptr ? "block" : "null", error);
  errno = kMark;
}

void Failing() {
  const size_t huge = g_huge;
  Say("malloc", malloc(huge));
  Say("calloc", calloc(huge, 1));
  Say("calloc overflow", calloc(huge, 4));
  Say("calloc overflow 2", calloc(1ul << 33, 1ul << 33));
  void* kept = malloc(100000);
  Say("realloc", realloc(kept, huge));
  Say("reallocarray overflow", reallocarray(kept, huge, 4));
  Say("reallocarray", reallocarray(kept, huge, 1));
  memset(kept, 1, 100000);
  free(kept);
  Say("memalign", memalign(64, huge));
  Say("aligned_alloc", aligned_alloc(64, huge));
  Say("valloc", valloc(huge));
  Say("pvalloc", pvalloc(huge));
  Say("pvalloc overflow", pvalloc(SIZE_MAX));
  void* block = &block;
  printf("posix_memalign %d", posix_memalign(&block, 64, huge));
  printf(" %d", posix_memalign(&block, 3, 100));
  printf(" %d\n", block == static_cast<void*>(&block));
  Say("new nothrow", ::operator new(huge, std::nothrow));
  Say("new nothrow aligned",
      ::operator new (huge, std::align_val_t{64}, std::nothrow));
}

void Throwing() {
  const size_t huge = g_huge;
  int caught = 0;
  try {
    ::operator delete(::operator new(huge));
  } catch (const std::bad_alloc&) {
    ++caught;
  }
  try {
    ::operator delete[](::operator new[](huge, std::align_val_t{64}),
                        std::align_val_t{64});
  } catch (const std::bad_alloc&) {
    ++caught;
  }
  printf("caught %d\n", caught);
}

void Edges() {
  void* block = malloc(0);
  Say("malloc 0", block);
  block = realloc(block, 0);  // frees
  Say("realloc p 0", block);
  block = realloc(nullptr, 10);
  Say("realloc null", block);
  printf("usable %d %zu\n", malloc_usable_size(block) >= 10,
         malloc_usable_size(nullptr));
  block = reallocarray(block, 0, 10);
  Say("reallocarray p 0", block);
  Say("calloc 0", calloc(0, 10));
  free(nullptr);
  ::operator delete(nullptr);
  Say("free null", nullptr);
}

// The sizes cross any sampling interval.
void Succeeding() {
  for (size_t i = 1; i < 3000; ++i) {
    errno = kMark;
    void* a = malloc(i * 10);
    void* b = calloc(i, 10);
    a = realloc(a, i * 20);
    void* c = nullptr;
    survival::Check(posix_memalign(&c, 64, i * 10) == 0, "posix_memalign");
    void* d = ::operator new(i * 10);
    free(a);
    free(b);
    free(c);
    ::operator delete(d, i * 10);
    survival::Check(errno == kMark, "errno was changed");
  }
}

void FreeSized(size_t bytes) {
  void* block = malloc(bytes);
  void* aligned = aligned_alloc(64, bytes * 64);
  if (free_sized == nullptr) {
    free(block);
    free(aligned);
    return;
  }
  free_sized(block, bytes);
  free_aligned_sized(aligned, 64, bytes * 64);
}

// As above, the rarer ones.
void SucceedingAligned() {
  constexpr std::align_val_t kAlignment{64};
  for (size_t i = 1; i < 1000; ++i) {
    errno = kMark;
    free(reallocarray(nullptr, i, 10));
    free(memalign(64, i * 10));
    free(aligned_alloc(64, i * 64));
    free(valloc(i * 10));
    void* block = pvalloc(i * 10);
    survival::Check(malloc_usable_size(block) >= i * 10, "too small");
    if (cfree != nullptr) {
      cfree(block);
    } else {
      free(block);
    }
    FreeSized(i * 10);
    ::operator delete(::operator new(i, std::nothrow), std::nothrow);
    ::operator delete[](::operator new[](i, std::nothrow), std::nothrow);
    ::operator delete[](::operator new[](i), i);
    ::operator delete(::operator new(i, kAlignment), i, kAlignment);
    ::operator delete[](::operator new[](i, kAlignment), i, kAlignment);
    ::operator delete(::operator new(i, kAlignment, std::nothrow), kAlignment,
                      std::nothrow);
    ::operator delete[](::operator new[](i, kAlignment, std::nothrow),
                        kAlignment, std::nothrow);
    survival::Check(errno == kMark, "errno was changed");
  }
}

}  // namespace

int main() {
  errno = kMark;
  Failing();
  Throwing();
  Edges();
  Succeeding();
  SucceedingAligned();
  return 0;
}
