// A live set of a given size, made of blocks whose sizes are log-uniform from
// 16 bytes to 1 MiB, so that some are far below a sampling interval and some
// above it. Only functions of namespace tracked allocate.
//
// usage: live_set [seed [MiB]]
#include <cmath>
#include <cstdlib>
#include <new>

#include "tests/apps/ledger.h"
#include "tests/apps/random.h"

namespace tracked {

using ledger::Ledger;

constexpr double kSmallest = 16;
constexpr double kLargest = 1 << 20;

void* volatile sink;

size_t DrawSize(Random* random) {
  const double uniform = static_cast<double>(random->Next() >> 11) * 0x1p-53;
  return static_cast<size_t>(kSmallest *
                             std::pow(kLargest / kSmallest, uniform));
}

[[gnu::noinline]] void Small(size_t size) { sink = std::malloc(size); }
[[gnu::noinline]] void Large(size_t size) { sink = ::operator new(size); }

[[gnu::noinline]] void Fill(Ledger* account, uint64_t seed, size_t bytes) {
  Random random(seed);
  size_t sum = 0;
  while (sum < bytes) {
    const size_t size = DrawSize(&random);
    if (size < 4096) {
      Small(size);
    } else {
      Large(size);
    }
    account->Add(size);
    sum += size;
  }
}

}  // namespace tracked

int main(int argc, char** argv) {
  const uint64_t seed = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 1;
  const size_t mib = argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 64;
  ledger::Ledger account;
  tracked::Fill(&account, seed, mib << 20);
  return account.Print("live_set") ? 0 : 1;
}
