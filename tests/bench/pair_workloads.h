// The workloads of malloc_pairs by name. Each does about `pairs` pairs of an
// allocation and its free over all its threads, and returns how many.
#ifndef LEAKTRACE_TESTS_BENCH_PAIR_WORKLOADS_H_
#define LEAKTRACE_TESTS_BENCH_PAIR_WORKLOADS_H_

#include <cstddef>

namespace leaktrace::bench {

struct PairWorkload {
  const char* name;
  size_t (*run)(size_t pairs);
  size_t default_pairs;
};

// 64 live blocks of 64 bytes, freed in the order they were made.
size_t RunLive64(size_t pairs);
// 10,000 live blocks of 16 to 271 bytes, a random one replaced each time.
size_t RunLive10k(size_t pairs);
// 1,000 live blocks; 16 bytes to 16 KiB, small ones far more often.
size_t RunMixed(size_t pairs);
// RunLive10k in two threads at once, 5,000 blocks each.
size_t RunTwoThreads(size_t pairs);
// Two threads; each in turn replaces blocks of an array that the other filled
// (after larson: the server whose requests migrate).
size_t RunLarson(size_t pairs);
// One thread allocates batches, another frees them (after xmalloc).
size_t RunXmalloc(size_t pairs);
// std::map, std::string, std::vector, std::unordered_map as programs use them.
size_t RunStl(size_t pairs);

inline constexpr PairWorkload kPairWorkloads[] = {
    {"live64", RunLive64, 20'000'000}, {"live10k", RunLive10k, 10'000'000},
    {"mixed", RunMixed, 4'000'000},    {"threads2", RunTwoThreads, 10'000'000},
    {"larson", RunLarson, 8'000'000},  {"xmalloc", RunXmalloc, 6'000'000},
    {"stl", RunStl, 6'000'000},
};

}  // namespace leaktrace::bench

#endif  // LEAKTRACE_TESTS_BENCH_PAIR_WORKLOADS_H_
