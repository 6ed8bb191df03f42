// Live sampled allocations by address.
//
// Buckets of seven 16-byte slots and one header, two cache lines; an address
// has a home bucket (256 bytes of heap share one, so that the table is touched
// where the heap is touched) and may overflow into the buckets that follow.
// The header counts how many records of this home lie elsewhere, so that a
// look-up stops at home when there are none: no tombstones, no clean-up.
//
//   bucket (128 B): | overflow | unused | key0 data0 | key1 data1 | ... key6 |
//   key  (64 bit):  address >> 3 (44) | birth (20);  0 = empty
//   data (64 bit):  size (38) | stack (22) | interval shift (4);  0 = not yet
//                   published (a published record has bit 63 of the size field
//                   semantics below)
//
// Thread safety: Insert, Remove from any thread and from signal handlers;
// ForEach at any time from any thread. Lock-free.
//
// Invariants
//  I1 At most one record per address: the caller owns the address (it has just
//     been handed out, or is about to be given back).
//  I2 A slot is claimed by a compare-exchange of its key from 0, then its data
//     is published; removal clears data, then key. A reader that finds data 0
//     skips the slot.
//  I3 overflow of the home is raised before a record is placed elsewhere and
//     lowered after it is gone, so Remove never misses a record of its own.
// Full: Insert returns false and the caller counts. Fork: the child's copy is
// whole but for records that were just being made by threads it lacks.
#ifndef LEAKTRACE_PRELOAD_TRACKING_LIVE_TABLE_H_
#define LEAKTRACE_PRELOAD_TRACKING_LIVE_TABLE_H_

#include <atomic>
#include <cstddef>
#include <cstdint>

#include "preload/tracking/live_record.h"

namespace leaktrace {

class LiveTable {
 public:
  static constexpr uint32_t kMaxBirth = (1u << 20) - 1;
  static constexpr uint64_t kMaxSizeBytes = (1ull << 37) - 1;

  constexpr LiveTable() = default;
  LiveTable(const LiveTable&) = delete;
  LiveTable& operator=(const LiveTable&) = delete;

  // Reserves at most `bytes` (a power of two) of address space.
  bool Init(size_t bytes);

  bool Insert(const LiveRecord& record);
  // True if a record of `address` was there; *record is it.
  bool Remove(uintptr_t address, LiveRecord* record);

  // Calls visit(const LiveRecord&) for every record that is live throughout
  // the call; one made or removed meanwhile may or may not be seen.
  template <typename Visitor>
  void ForEach(Visitor&& visit) const {
    for (size_t b = 0; b <= bucket_mask_ && buckets_ != nullptr; ++b) {
      if (buckets_[b].used.load(std::memory_order_relaxed) == 0) continue;
      for (const Slot& slot : buckets_[b].slots) {
        LiveRecord record;
        if (Read(slot, &record)) visit(record);
      }
    }
  }

  size_t CapacityBytes() const;

 private:
  static constexpr int kSlots = 7;
  struct Slot {
    std::atomic<uint64_t> key;
    std::atomic<uint64_t> data;
  };
  struct alignas(128) Bucket {
    std::atomic<uint32_t> overflow;
    std::atomic<uint32_t> used;
    uint64_t unused;
    Slot slots[kSlots];
  };
  static_assert(sizeof(Bucket) == 128);

  static bool Read(const Slot& slot, LiveRecord* record);

  Bucket* buckets_ = nullptr;
  size_t bucket_mask_ = 0;
};

}  // namespace leaktrace

#endif  // LEAKTRACE_PRELOAD_TRACKING_LIVE_TABLE_H_
