#include "preload/allocator_probe.h"

#include <dlfcn.h>
#include <malloc.h>

#include <cstddef>

#include "preload/snapshot/raw_time.h"

namespace leaktrace {
namespace {

constexpr uint64_t kPatienceNs = 1'000'000;
// One may have met a page that was not there, or a busy machine.
constexpr int kMostSlowReadings = 3;
// At 50 ns each, for every one may be a line that is not in the cache.
constexpr size_t kMostChunks = 10'000;

using Mallinfo2 = struct mallinfo2 (*)();
using Mallctl = int (*)(const char*, void*, size_t*, void*, size_t);

constinit Mallinfo2 g_mallinfo2 = nullptr;
constinit Mallctl g_mallctl = nullptr;
constinit int g_slow_readings = 0;  // in a row

bool SameObject(const void* a, const void* b) {
  Dl_info of_a = {};
  Dl_info of_b = {};
  return a != nullptr && b != nullptr && dladdr(a, &of_a) != 0 &&
         dladdr(b, &of_b) != 0 && of_a.dli_fbase == of_b.dli_fbase;
}

// The number of free chunks that had to be looked at.
size_t ReadGlibc(AllocatorStatistics* statistics) {
  const struct mallinfo2 info = g_mallinfo2();
  statistics->heap_in_use_bytes = info.uordblks + info.hblkhd;
  statistics->heap_retained_bytes = info.fordblks;
  statistics->heap_mapped_bytes = info.arena + info.hblkhd;
  return info.ordblks + info.smblks;
}

uint64_t ReadCounter(const char* name) {
  size_t value = 0;
  size_t size = sizeof(value);
  return g_mallctl(name, &value, &size, nullptr, 0) == 0
             ? value
             : AllocatorStatistics::kUnknown;
}

void ReadJemalloc(AllocatorStatistics* statistics) {
  uint64_t epoch = 1;
  size_t size = sizeof(epoch);
  // Statistics are those of the last time the epoch was advanced.
  g_mallctl("epoch", &epoch, &size, &epoch, size);
  statistics->heap_in_use_bytes = ReadCounter("stats.allocated");
  statistics->heap_mapped_bytes = ReadCounter("stats.resident");
  if (statistics->heap_in_use_bytes != AllocatorStatistics::kUnknown &&
      statistics->heap_mapped_bytes > statistics->heap_in_use_bytes) {
    statistics->heap_retained_bytes =
        statistics->heap_mapped_bytes - statistics->heap_in_use_bytes;
  }
}

}  // namespace

bool InitAllocatorProbe(const sys::RealAllocator& real) {
  const auto* provider = reinterpret_cast<const void*>(real.malloc);
  void* mallinfo2_symbol = dlsym(RTLD_DEFAULT, "mallinfo2");
  void* mallctl_symbol = dlsym(RTLD_DEFAULT, "mallctl");
  if (SameObject(mallinfo2_symbol, provider)) {
    g_mallinfo2 = reinterpret_cast<Mallinfo2>(mallinfo2_symbol);
  } else if (SameObject(mallctl_symbol, provider)) {
    g_mallctl = reinterpret_cast<Mallctl>(mallctl_symbol);
  }
  sys::ForgetDlError();
  return g_mallinfo2 != nullptr;
}

bool ReadAllocatorQuickly(AllocatorStatistics* statistics) {
  return g_mallinfo2 == nullptr || ReadGlibc(statistics) <= kMostChunks;
}

void ReadAllocator(AllocatorStatistics* statistics) {
  const uint64_t begin_ns = NowNanoseconds(CLOCK_THREAD_CPUTIME_ID);
  if (g_mallinfo2 != nullptr) {
    ReadGlibc(statistics);
  } else if (g_mallctl != nullptr) {
    ReadJemalloc(statistics);
  }
  const uint64_t took_ns = NowNanoseconds(CLOCK_THREAD_CPUTIME_ID) - begin_ns;
  g_slow_readings = took_ns > kPatienceNs ? g_slow_readings + 1 : 0;
  if (g_slow_readings == kMostSlowReadings) {
    g_mallinfo2 = nullptr;
    g_mallctl = nullptr;
  }
}

}  // namespace leaktrace
