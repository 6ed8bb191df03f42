// Programs that do little but allocate: prints one line of JSON with the CPU
// and wall time per malloc+free pair of one workload.
//
// usage: malloc_pairs WORKLOAD [PAIRS]       without arguments: the names
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>

#include "tests/bench/pair_workloads.h"

namespace {

using leaktrace::bench::kPairWorkloads;
using leaktrace::bench::PairWorkload;

double Seconds(clockid_t clock) {
  timespec now = {};
  clock_gettime(clock, &now);
  return static_cast<double>(now.tv_sec) +
         static_cast<double>(now.tv_nsec) * 1e-9;
}

const PairWorkload* Find(const char* name) {
  for (const PairWorkload& workload : kPairWorkloads) {
    if (strcmp(workload.name, name) == 0) return &workload;
  }
  return nullptr;
}

void Measure(const PairWorkload& workload, size_t pairs) {
  constexpr size_t kWarmUpShare = 50;
  workload.run(pairs / kWarmUpShare);
  const double cpu_s = Seconds(CLOCK_PROCESS_CPUTIME_ID);
  const double wall_s = Seconds(CLOCK_MONOTONIC);
  const size_t done = workload.run(pairs);
  const auto per_pair_ns = [done](double seconds) {
    return seconds * 1e9 / static_cast<double>(done);
  };
  const double cpu_ns = per_pair_ns(Seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu_s);
  const double wall_ns = per_pair_ns(Seconds(CLOCK_MONOTONIC) - wall_s);
  printf(
      "{\"workload\": \"%s\", \"pairs\": %zu, \"cpu_ns\": %.3f, "
      "\"wall_ns\": %.3f}\n",
      workload.name, done, cpu_ns, wall_ns);
}

}  // namespace

int main(int argc, char** argv) {
  const PairWorkload* workload = argc > 1 ? Find(argv[1]) : nullptr;
  if (workload == nullptr) {
    fprintf(stderr, "usage: malloc_pairs WORKLOAD [PAIRS]\n");
    for (const PairWorkload& each : kPairWorkloads) puts(each.name);
    return argc > 1 ? 4 : 0;
  }
  Measure(*workload,
          argc > 2 ? strtoull(argv[2], nullptr, 10) : workload->default_pairs);
  return 0;
}
