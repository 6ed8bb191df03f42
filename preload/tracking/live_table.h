// Live sampled allocations by address.
//
// Buckets of seven 16-byte slots and one header, two cache lines; an address
// has a home bucket (256 bytes of heap share one, so that the table is touched
// where the heap is touched) and may overflow into the buckets that follow.
// The header counts how many records of this home lie elsewhere, so that a
// look-up stops at home when there are none: no tombstones, no clean-up.
//
//   bucket (128 B): | overflow | unused | key0 data0 | ... | key6 data6 |
//   key  (64 bit):  address >> 3 (44) | birth (20);  0 = empty
//   data (64 bit):  size + 1 (38) | stack (22) | interval shift (4);
//                   0 = not yet published
//
// Exact mode has a ShadowTable in front, which takes nearly all records; what
// it refuses comes here.
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
#include "preload/tracking/shadow_table.h"

namespace leaktrace {

class LiveTable {
 public:
  static constexpr uint32_t kMaxBirth = (1u << 20) - 1;
  static constexpr uint64_t kMaxSizeBytes = (1ull << 38) - 2;

  constexpr LiveTable() = default;
  LiveTable(const LiveTable&) = delete;
  LiveTable& operator=(const LiveTable&) = delete;

  // Reserves at most `bytes` (a power of two) of address space; shadow memory
  // may take up to `shadow_bytes`, 0: it is not used.
  bool Init(size_t bytes, size_t shadow_bytes = 0);

  bool Insert(const LiveRecord& record) {
    return shadow_.Insert(record) || InsertIntoBuckets(record);
  }
  // True if a record of `address` was there; *record is it.
  bool Remove(uintptr_t address, LiveRecord* record) {
    return shadow_.Remove(address, record) ||
           RemoveFromBuckets(address, record);
  }
  // For the shortest way of exact mode.
  ShadowTable& shadow() { return shadow_; }

  // Calls visit(const LiveRecord&) for every record that is live throughout
  // the call; one made or removed meanwhile may or may not be seen.
  template <typename Visitor>
  void ForEach(Visitor&& visit) const {
    shadow_.ForEach(visit);
    for (size_t page = 0; page < page_count_; ++page) {
      if (touched_[page].load(std::memory_order_relaxed) == 0) continue;
      const Bucket* first = buckets_ + page * kBucketsPerPage;
      for (const Bucket* b = first; b != first + kBucketsPerPage; ++b) {
        for (const Slot& slot : b->slots) {
          LiveRecord record;
          if (Read(slot, &record)) visit(record);
        }
      }
    }
  }

  // Of the reservation, in whole pages that hold or held a record.
  size_t UsedBytes() const;

 private:
  static constexpr int kSlots = 7;
  static constexpr size_t kBucketsPerPage = 32;
  // A record lies at most this many buckets after its home.
  static constexpr size_t kMaxDistance = 64;
  struct Slot {
    std::atomic<uint64_t> key;
    std::atomic<uint64_t> data;
  };
  struct alignas(128) Bucket {
    std::atomic<uint32_t> overflow;
    uint32_t unused[3];
    Slot slots[kSlots];
  };
  static_assert(sizeof(Bucket) == 128);

  static bool Read(const Slot& slot, LiveRecord* record);
  size_t HomeOf(uintptr_t address) const;
  bool InsertIntoBuckets(const LiveRecord& record);
  bool RemoveFromBuckets(uintptr_t address, LiveRecord* record);
  bool InsertInto(size_t bucket, uint64_t key, uint64_t data);
  bool RemoveFrom(size_t bucket, uintptr_t address, LiveRecord* record);

  ShadowTable shadow_;
  Bucket* buckets_ = nullptr;
  size_t bucket_count_ = 0;  // a power of two
  // One flag a page of buckets: set before its first record, never cleared.
  std::atomic<uint8_t>* touched_ = nullptr;
  size_t page_count_ = 0;
};

}  // namespace leaktrace

#endif  // LEAKTRACE_PRELOAD_TRACKING_LIVE_TABLE_H_
