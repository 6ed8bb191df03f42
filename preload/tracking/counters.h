// Events worth telling, above all losses: counted by the hooks, printed into
// every snapshot as "loss.<name>" or "self.<name>".
//
// Thread safety: any thread, any time. Relaxed: each counter stands alone.
#ifndef LEAKTRACE_PRELOAD_TRACKING_COUNTERS_H_
#define LEAKTRACE_PRELOAD_TRACKING_COUNTERS_H_

#include <atomic>
#include <cstdint>

namespace leaktrace {

enum class Counter : uint32_t {
  kLiveTableFull,      // samples not recorded: live table full
  kStackTableFull,     // samples charged to "[stack table full]"
  kWithoutStack,       // samples without any frame
  kReentered,          // allocations not looked at: made inside a hook
  kBeforeStart,        // allocations before the tracker could start
  kForeignAddress,     // an address was recorded twice: a missed free
  kSizeClipped,        // sizes above LiveTable::kMaxSizeBytes
  kSnapshotFailed,     // snapshots that could not be written
  kSnapshotBytesLost,  // retention could not keep the byte cap
  kCount,
};

class Counters {
 public:
  constexpr Counters() = default;
  void Add(Counter counter, uint64_t n = 1) {
    values_[static_cast<uint32_t>(counter)].fetch_add(
        n, std::memory_order_relaxed);
  }
  uint64_t Get(Counter counter) const {
    return values_[static_cast<uint32_t>(counter)].load(
        std::memory_order_relaxed);
  }
  // Key as in a snapshot comment, without prefix.
  static const char* Name(Counter counter);

 private:
  std::atomic<uint64_t> values_[static_cast<uint32_t>(Counter::kCount)] = {};
};

}  // namespace leaktrace

#endif  // LEAKTRACE_PRELOAD_TRACKING_COUNTERS_H_
