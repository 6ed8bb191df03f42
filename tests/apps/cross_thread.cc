// Threads that free each other's blocks at full speed: each allocates, swaps
// its block into a random slot shared by all, and frees what was there. What is
// in the slots at the end stays. Only functions of namespace tracked allocate.
//
// usage: cross_thread [threads [rounds per thread]]
#include <atomic>
#include <cstdlib>
#include <thread>
#include <vector>

#include "tests/apps/ledger.h"
#include "tests/apps/random.h"

namespace tracked {

using ledger::Ledger;

constexpr size_t kSlots = 2048;

struct Block {
  size_t size;
};

std::atomic<Block*> slots[kSlots];

[[gnu::noinline]] Block* Allocate(Ledger* account, size_t size) {
  auto* block = static_cast<Block*>(std::malloc(size));
  if (block == nullptr) std::abort();
  block->size = size;
  account->Add(size);
  return block;
}

[[gnu::noinline]] void Free(Ledger* account, Block* block) {
  if (block == nullptr) return;
  account->Remove(block->size);
  std::free(block);
}

void Work(Ledger* account, uint64_t seed, int rounds) {
  Ledger own;
  Random random(seed);
  for (int round = 0; round < rounds; ++round) {
    const uint64_t draw = random.Next();
    Block* mine = Allocate(&own, sizeof(Block) + draw % 2000);
    Block* other = slots[(draw >> 32) % kSlots].exchange(mine);
    Free(&own, other);
  }
  *account = own;
}

}  // namespace tracked

int main(int argc, char** argv) {
  const int threads = argc > 1 ? std::atoi(argv[1]) : 8;
  const int rounds = argc > 2 ? std::atoi(argv[2]) : 20'000;
  std::vector<ledger::Ledger> accounts(static_cast<size_t>(threads));
  std::vector<std::thread> workers;
  for (size_t i = 0; i < accounts.size(); ++i) {
    workers.emplace_back(tracked::Work, &accounts[i], i + 1, rounds);
  }
  for (std::thread& worker : workers) worker.join();
  ledger::Ledger total;
  for (const ledger::Ledger& account : accounts) total.Merge(account);
  return total.Print("cross_thread") ? 0 : 1;
}
