#include "preload/snapshot/mapping_survey.h"

#include <fcntl.h>

#include <algorithm>

#include "preload/snapshot/raw_time.h"
#include "preload/sys/syscalls.h"

namespace leaktrace {
namespace {

constexpr uint64_t kCreditNs = 50'000'000;
constexpr uint64_t kTimePerCost = 1000;

}  // namespace

bool MappingSurvey::IsAffordable(uint64_t now_ns) {
  const uint64_t passed_ns = now_ns > seen_ns_ ? now_ns - seen_ns_ : 0;
  seen_ns_ = now_ns;
  spent_ns_ -= std::min(spent_ns_, passed_ns / kTimePerCost);
  return spent_ns_ < kCreditNs;
}

std::span<const MappingTotal> MappingSurvey::Look(uint64_t now_ns,
                                                  uint64_t resident_bytes,
                                                  std::span<char> buffer) {
  if (resident_bytes > kMaxResidentBytes || !IsAffordable(now_ns)) return {};
  const long fd = sys::Syscall(SYS_openat, AT_FDCWD, "/proc/self/smaps",
                               O_RDONLY | O_CLOEXEC);
  if (fd < 0) return {};
  const uint64_t begin_ns = NowNanoseconds(CLOCK_THREAD_CPUTIME_ID);
  const bool done = ReadMappings(fd, buffer, &summary_);
  spent_ns_ += NowNanoseconds(CLOCK_THREAD_CPUTIME_ID) - begin_ns;
  sys::Syscall(SYS_close, fd);
  if (!done) return {};
  return summary_.totals();
}

}  // namespace leaktrace
