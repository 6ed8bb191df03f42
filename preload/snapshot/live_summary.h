// The live table summed up by stack and birth interval: the survivors that a
// snapshot lists.
#ifndef LEAKTRACE_PRELOAD_SNAPSHOT_LIVE_SUMMARY_H_
#define LEAKTRACE_PRELOAD_SNAPSHOT_LIVE_SUMMARY_H_

#include <cstdint>
#include <span>

#include "preload/snapshot/growing_hash.h"
#include "preload/tracking/live_table.h"
#include "preload/tracking/stack_id.h"

namespace leaktrace {

// Sums over the records of one stack and one birth interval. Objects and bytes
// are rounded record by record, exactly as the stack's totals were, so that
// they never exceed these.
struct LiveCell {
  uint64_t key = 0;  // 0: empty
  uint64_t samples = 0;
  uint64_t scaled_objects = 0;  // in 1 / StackTable::kObjectScale
  uint64_t bytes = 0;
  double variance = 0;      // of bytes, from sampling: sum g (g - s)
  double squared_norm = 0;  // sum g^2

  static uint64_t KeyOf(StackId stack, uint32_t birth) {
    return (uint64_t{static_cast<uint32_t>(stack)} << 32 | birth) + 1;
  }
  StackId stack() const {
    return StackId{static_cast<uint32_t>((key - 1) >> 32)};
  }
  uint32_t birth() const { return static_cast<uint32_t>(key - 1); }

  bool IsEmpty() const { return key == 0; }
  uint64_t Hash() const { return MixBits(key); }
  bool HasKeyOf(const LiveCell& other) const { return key == other.key; }
};

// Which records count, and as what.
struct LiveScope {
  uint64_t base_interval_bytes = 1;
  // Births are counted from here; earlier ones, inherited over fork, are 0.
  uint32_t birth_base = 0;
  // Births after this one, made while the snapshot is being taken, are it.
  uint32_t last_birth = 0;
  // Stacks first seen while the snapshot is being taken are left to the next.
  uint32_t last_stack = 0;
};

class LiveSummary {
 public:
  constexpr LiveSummary() = default;

  // False: no memory.
  bool Collect(const LiveTable& live, const LiveScope& scope);
  // By stack, then birth.
  std::span<const LiveCell> cells() const { return cells_; }

  void Clear();
  void Forget();  // after a fork in the middle of Collect

 private:
  GrowingHash<LiveCell> hash_;
  std::span<const LiveCell> cells_;
};

}  // namespace leaktrace

#endif  // LEAKTRACE_PRELOAD_SNAPSHOT_LIVE_SUMMARY_H_
