// Every way to take and give back memory, in one thread: the C family, aligned
// forms, all shapes of operator new and delete. Half of each kind is held until
// exit. Only functions of namespace tracked allocate.
#include <malloc.h>

#include <array>
#include <cstdlib>
#include <cstring>
#include <new>

#include "tests/apps/ledger.h"

extern "C" {
void cfree(void* block) noexcept __attribute__((weak));
void free_sized(void* block, size_t size) noexcept __attribute__((weak));
void free_aligned_sized(void* block, size_t alignment, size_t size) noexcept
    __attribute__((weak));
}

namespace tracked {

using ledger::Ledger;

constexpr size_t kRounds = 50;
constexpr std::align_val_t kAlignment{128};

// The compiler must not see that a block is never used.
void* volatile sink;
std::array<void*, 4096> held;
size_t held_count = 0;

void Hold(void* block) {
  sink = block;
  held[held_count++] = block;
}

[[gnu::noinline]] void CFamily(Ledger* account, size_t size) {
  Hold(std::malloc(size));
  account->Add(size);
  Hold(std::calloc(3, size));
  account->Add(3 * size);
  Hold(reallocarray(nullptr, 2, size));
  account->Add(2 * size);
  void* given_back = std::malloc(size + 1);
  sink = given_back;
  account->Add(size + 1);
  std::free(given_back);
  account->Remove(size + 1);
}

[[gnu::noinline]] void AlignedFamily(Ledger* account, size_t size) {
  void* block = nullptr;
  if (posix_memalign(&block, 64, size) == 0) {
    Hold(block);
    account->Add(size);
  }
  Hold(memalign(256, size));
  account->Add(size);
  Hold(aligned_alloc(32, 32 * size));
  account->Add(32 * size);
  Hold(valloc(size));
  account->Add(size);
  block = memalign(4096, size);
  sink = block;
  account->Add(size);
  std::free(block);
  account->Remove(size);
}

[[gnu::noinline]] void OperatorNew(Ledger* account, size_t size) {
  Hold(::operator new(size));
  account->Add(size);
  Hold(::operator new[](size));
  account->Add(size);
  Hold(::operator new(size, std::nothrow));
  account->Add(size);
  Hold(::operator new[](size, std::nothrow));
  account->Add(size);
  Hold(::operator new(size, kAlignment));
  account->Add(size);
  Hold(::operator new[](size, kAlignment));
  account->Add(size);
  Hold(::operator new(size, kAlignment, std::nothrow));
  account->Add(size);
  Hold(::operator new[](size, kAlignment, std::nothrow));
  account->Add(size);
}

[[gnu::noinline]] void OperatorDelete(Ledger* account, size_t size) {
  for (int form = 0; form < 12; ++form) {
    const bool aligned = form >= 6;
    void* block =
        aligned ? ::operator new(size, kAlignment) : ::operator new(size);
    sink = block;
    account->Add(size);
    switch (form) {
      case 0:
        ::operator delete(block);
        break;
      case 1:
        ::operator delete(block, size);
        break;
      case 2:
        ::operator delete[](block);
        break;
      case 3:
        ::operator delete[](block, size);
        break;
      case 4:
        ::operator delete(block, std::nothrow);
        break;
      case 5:
        ::operator delete[](block, std::nothrow);
        break;
      case 6:
        ::operator delete(block, kAlignment);
        break;
      case 7:
        ::operator delete(block, size, kAlignment);
        break;
      case 8:
        ::operator delete[](block, kAlignment);
        break;
      case 9:
        ::operator delete[](block, size, kAlignment);
        break;
      case 10:
        ::operator delete(block, kAlignment, std::nothrow);
        break;
      default:
        ::operator delete[](block, kAlignment, std::nothrow);
        break;
    }
    account->Remove(size);
  }
}

void* Take(Ledger* account, void* block, size_t size) {
  sink = block;
  account->Add(size);
  return block;
}

// Where libc lacks them, the shim has them all the same.
[[gnu::noinline]] void RareFrees(Ledger* account, size_t size) {
  void* plain = Take(account, std::malloc(size), size);
  void* aligned = Take(account, aligned_alloc(64, 64 * size), 64 * size);
  void* pages = Take(account, pvalloc(size), size);
  if (free_sized == nullptr || free_aligned_sized == nullptr ||
      cfree == nullptr) {
    std::abort();
  }
  free_sized(plain, size);
  free_aligned_sized(aligned, 64, 64 * size);
  cfree(pages);
  account->Remove(size);
  account->Remove(64 * size);
  account->Remove(size);
}

// A block of no bytes is an object all the same.
[[gnu::noinline]] void EmptyBlocks(Ledger* account) {
  Hold(std::malloc(0));
  account->Add(0);
  std::free(nullptr);
}

// Beyond libstdc++, whose code has no frame pointers, one frame is not seen by
// who follows them: this is the one above it.
[[gnu::noinline]] void AllForms(Ledger* account, size_t size) {
  CFamily(account, size);
  AlignedFamily(account, size);
  OperatorNew(account, size);
  OperatorDelete(account, size);
  RareFrees(account, size);
  EmptyBlocks(account);
}

}  // namespace tracked

int main() {
  ledger::Ledger account;
  for (size_t round = 1; round <= tracked::kRounds; ++round) {
    const size_t size = round * round + 7;
    tracked::AllForms(&account, size);
  }
  return account.Print("mixed_forms") ? 0 : 1;
}
