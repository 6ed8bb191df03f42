// Chains of realloc: grow, shrink, grow past the threshold where glibc moves to
// mmap, from null, to nothing, and calls that must fail and leave the block as
// it was. Only functions of namespace tracked allocate.
#include <cstdint>
#include <cstdlib>

#include "tests/apps/ledger.h"

namespace tracked {

using ledger::Ledger;

constexpr int kChains = 40;

void* volatile sink;
void* held[kChains];
// Not a constant, so that the compiler cannot warn of (or fold) the failures.
volatile size_t too_much = SIZE_MAX / 2;

[[gnu::noinline]] void* Resize(Ledger* account, void* block, size_t old_bytes,
                               size_t new_bytes) {
  void* moved = std::realloc(block, new_bytes);
  sink = moved;
  if (block == nullptr) {
    account->Add(new_bytes);
  } else {
    account->Replace(old_bytes, new_bytes);
  }
  return moved;
}

// A failed realloc keeps the old block; its record must survive as well.
[[gnu::noinline]] bool FailToResize(void* block) {
  return std::realloc(block, too_much) == nullptr &&
         reallocarray(block, too_much, 4) == nullptr;
}

[[gnu::noinline]] bool Chain(Ledger* account, int number) {
  void* block = nullptr;
  size_t size = 0;
  for (size_t next = 16 + static_cast<size_t>(number); next < 400'000;
       next = next * 3 - 5) {
    block = Resize(account, block, size, next);
    size = next;
  }
  const size_t final_size = 1000 + static_cast<size_t>(number);
  block = Resize(account, block, size, final_size);
  held[number] = block;
  return FailToResize(block);
}

// realloc(p, 0) of glibc gives the block back.
[[gnu::noinline]] void ResizeToNothing(Ledger* account) {
  void* block = std::malloc(333);
  sink = block;
  account->Add(333);
  volatile size_t nothing = 0;
  if (std::realloc(block, nothing) == nullptr) account->Remove(333);
}

}  // namespace tracked

int main() {
  ledger::Ledger account;
  for (int number = 0; number < tracked::kChains; ++number) {
    if (!tracked::Chain(&account, number)) return 2;
    tracked::ResizeToNothing(&account);
  }
  return account.Print("realloc_chains") ? 0 : 1;
}
