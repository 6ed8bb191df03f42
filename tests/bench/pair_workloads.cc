#include "tests/bench/pair_workloads.h"

#include <array>
#include <atomic>
#include <barrier>
#include <cstdint>
#include <cstdlib>
#include <thread>
#include <vector>

namespace leaktrace::bench {
namespace {

// Source: Marsaglia, "Xorshift RNGs". Cheaper than a pair.
class Random {
 public:
  explicit Random(uint64_t seed) : state_(seed * 2 + 1) {}
  uint32_t Next() {
    state_ ^= state_ << 13;
    state_ ^= state_ >> 7;
    state_ ^= state_ << 17;
    return static_cast<uint32_t>(state_ >> 32);
  }

 private:
  uint64_t state_;
};

// Allocates and touches, as every program does, out of the optimiser's sight.
[[gnu::noinline]] void* Make(size_t bytes) {
  void* block = malloc(bytes);
  *static_cast<volatile char*>(block) = 1;
  return block;
}

size_t SmallSize(Random* random) { return 16 + (random->Next() & 255); }

// A size class of 2^k bytes is half as likely as the one below it.
size_t MixedSize(Random* random) {
  const uint32_t bits = random->Next() | 1u << 10;
  const int size_class = __builtin_ctz(bits);
  return (size_t{16} << size_class) +
         (random->Next() & ((16u << size_class) - 1));
}

void FreeAll(std::vector<void*>* blocks) {
  for (void* block : *blocks) free(block);
}

template <typename Size>
size_t ReplaceRandomly(size_t live, size_t pairs, uint64_t seed, Size size) {
  Random random(seed);
  std::vector<void*> blocks(live, nullptr);
  for (size_t i = 0; i < pairs; ++i) {
    void*& block = blocks[(uint64_t{random.Next()} * live) >> 32];
    free(block);
    block = Make(size(&random));
  }
  FreeAll(&blocks);
  return pairs;
}

// One round of larson: `blocks` came from the other thread.
void ReplaceRound(std::vector<void*>* blocks, size_t pairs, Random* random) {
  for (size_t i = 0; i < pairs; ++i) {
    void*& block = (*blocks)[(uint64_t{random->Next()} * blocks->size()) >> 32];
    free(block);
    block = Make(SmallSize(random));
  }
}

constexpr size_t kBatch = 256;
using Batch = std::array<void*, kBatch>;

// A ring between one producer and one consumer, who sleep rather than spin: CPU
// time is what is measured.
class BatchRing {
 public:
  void Push(const Batch& batch) {
    const size_t at = pushed_.load(std::memory_order_relaxed);
    // Acquire: partner of the release in Pop; the slot has been copied out.
    size_t popped = popped_.load(std::memory_order_acquire);
    while (at - popped == kSlots) {
      popped_.wait(popped, std::memory_order_acquire);
      popped = popped_.load(std::memory_order_acquire);
    }
    slots_[at % kSlots] = batch;
    pushed_.store(at + 1, std::memory_order_release);
    pushed_.notify_one();
  }
  Batch Pop() {
    const size_t at = popped_.load(std::memory_order_relaxed);
    // Acquire: partner of the release in Push, which filled the slot.
    pushed_.wait(at, std::memory_order_acquire);
    const Batch batch = slots_[at % kSlots];
    popped_.store(at + 1, std::memory_order_release);
    popped_.notify_one();
    return batch;
  }

 private:
  static constexpr size_t kSlots = 16;
  alignas(64) std::atomic<size_t> pushed_ = 0;
  alignas(64) std::atomic<size_t> popped_ = 0;
  std::array<Batch, kSlots> slots_;
};

}  // namespace

size_t RunLive64(size_t pairs) {
  constexpr size_t kLive = 64;
  std::array<void*, kLive> blocks = {};
  for (size_t i = 0; i < pairs; ++i) {
    free(blocks[i % kLive]);
    blocks[i % kLive] = Make(64);
  }
  for (void* block : blocks) free(block);
  return pairs;
}

size_t RunLive10k(size_t pairs) {
  return ReplaceRandomly(10'000, pairs, 1, SmallSize);
}

size_t RunMixed(size_t pairs) {
  return ReplaceRandomly(1'000, pairs, 1, MixedSize);
}

size_t RunTwoThreads(size_t pairs) {
  const auto half = [pairs](uint64_t seed) {
    ReplaceRandomly(5'000, pairs / 2, seed, SmallSize);
  };
  std::thread other(half, 2);
  half(1);
  other.join();
  return pairs / 2 * 2;
}

size_t RunLarson(size_t pairs) {
  constexpr size_t kRounds = 32;
  const size_t per_round = pairs / 2 / kRounds;
  std::array<std::vector<void*>, 2> blocks;
  for (auto& half : blocks) half.assign(1'000, nullptr);
  std::barrier<> exchange(2);
  const auto run = [&](size_t self) {
    Random random(self + 1);
    for (size_t round = 0; round < kRounds; ++round) {
      ReplaceRound(&blocks[(self + round) % 2], per_round, &random);
      exchange.arrive_and_wait();
    }
  };
  std::thread other(run, 1);
  run(0);
  other.join();
  for (auto& half : blocks) FreeAll(&half);
  return per_round * kRounds * 2;
}

size_t RunXmalloc(size_t pairs) {
  BatchRing ring;
  const size_t batches = pairs / kBatch;
  std::thread consumer([&] {
    for (size_t i = 0; i < batches; ++i) {
      for (void* block : ring.Pop()) free(block);
    }
  });
  Random random(1);
  for (size_t i = 0; i < batches; ++i) {
    Batch batch;
    for (void*& block : batch) block = Make(SmallSize(&random));
    ring.Push(batch);
  }
  consumer.join();
  return batches * kBatch;
}

}  // namespace leaktrace::bench
