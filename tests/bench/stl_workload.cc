// The workload "stl" of malloc_pairs: container code as programs write it, with
// a few levels of calls between main and the allocation. Counts its own
// allocations roughly: what matters is the ratio between two runs.
#include <cstdint>
#include <map>
#include <numeric>
#include <string>
#include <unordered_map>
#include <vector>

#include "tests/bench/pair_workloads.h"

namespace leaktrace::bench {
namespace {

// Long enough for the heap.
[[gnu::noinline]] std::string KeyOf(uint64_t number) {
  return "a key that is not short: " + std::to_string(number);
}

[[gnu::noinline]] void GrowAndShrinkMap(std::map<std::string, std::string>* map,
                                        uint64_t first) {
  for (uint64_t i = 0; i < 64; ++i) map->emplace(KeyOf(first + i), KeyOf(i));
  for (uint64_t i = 0; i < 64; ++i) map->erase(KeyOf(first + i));
}

[[gnu::noinline]] uint64_t SumOfVectors() {
  std::vector<std::vector<uint64_t>> rows;
  for (uint64_t i = 0; i < 16; ++i) rows.emplace_back(i + 1, i);
  uint64_t sum = 0;
  for (const auto& row : rows) {
    sum += std::accumulate(row.begin(), row.end(), uint64_t{0});
  }
  return sum;
}

[[gnu::noinline]] uint64_t CountWords(
    std::unordered_map<uint64_t, std::vector<int>>* words, uint64_t first) {
  for (uint64_t i = 0; i < 32; ++i) {
    (*words)[(first + i) % 4096].push_back(static_cast<int>(i));
  }
  if (words->size() >= 4096) words->clear();
  return words->size();
}

}  // namespace

size_t RunStl(size_t pairs) {
  // Of one round, counted once in exact mode.
  constexpr size_t kPairsPerRound = 340;
  std::map<std::string, std::string> map;
  std::unordered_map<uint64_t, std::vector<int>> words;
  uint64_t sum = 0;
  for (uint64_t i = 0; i * kPairsPerRound < pairs; ++i) {
    GrowAndShrinkMap(&map, i * 64);
    sum += SumOfVectors() + CountWords(&words, i * 32);
  }
  // Used, so that nothing of it is optimised away.
  return pairs + (sum == 1 ? 1 : 0);
}

}  // namespace leaktrace::bench
