#include "preload/tracking/live_table.h"

#include "preload/sys/mmap_arena.h"

namespace leaktrace {
namespace {

constexpr size_t kMinimumBytes = 128 * 1024;
constexpr int kBirthBits = 20;
constexpr int kShiftBits = 4;
constexpr int kStackBits = 22;
// 4 KiB of heap share sixteen neighbouring home buckets.
constexpr int kHeapPageShift = 12;
constexpr int kGranuleShift = 8;
constexpr size_t kHomesPerHeapPage = 1 << (kHeapPageShift - kGranuleShift);

uint64_t KeyOf(uintptr_t address) {
  return uint64_t{address >> 3} << kBirthBits;
}

uint64_t DataOf(const LiveRecord& record) {
  const uint64_t size = record.size_bytes < LiveTable::kMaxSizeBytes
                            ? record.size_bytes
                            : LiveTable::kMaxSizeBytes;
  return (size + 1) << (kStackBits + kShiftBits) |
         uint64_t{static_cast<uint32_t>(record.stack)} << kShiftBits |
         record.interval_shift;
}

LiveRecord Unpack(uint64_t key, uint64_t data) {
  constexpr uint64_t kStackMask = (1ull << kStackBits) - 1;
  LiveRecord record;
  record.address = static_cast<uintptr_t>(key >> kBirthBits) << 3;
  record.birth = static_cast<uint32_t>(key & LiveTable::kMaxBirth);
  record.size_bytes = (data >> (kStackBits + kShiftBits)) - 1;
  record.stack =
      StackId{static_cast<uint32_t>(data >> kShiftBits & kStackMask)};
  record.interval_shift = data & ((1u << kShiftBits) - 1);
  return record;
}

}  // namespace

bool LiveTable::Init(size_t bytes, size_t shadow_bytes) {
  shadow_.Init(shadow_bytes);
  size_t got_bytes = 0;
  void* memory = sys::ReserveMemoryOrLess(bytes, kMinimumBytes, &got_bytes);
  if (memory == nullptr) return false;
  const size_t pages = got_bytes / (kBucketsPerPage * sizeof(Bucket));
  touched_ = static_cast<std::atomic<uint8_t>*>(sys::ReserveMemory(pages));
  if (touched_ == nullptr) return false;
  buckets_ = static_cast<Bucket*>(memory);
  bucket_count_ = pages * kBucketsPerPage;
  page_count_ = pages;
  return true;
}

size_t LiveTable::HomeOf(uintptr_t address) const {
  // Multiplicative hashing of the heap page; the granule keeps its order.
  const uint64_t page = address >> kHeapPageShift;
  const uint64_t mixed = (page * 0x9e3779b97f4a7c15ull) >> 24;
  const size_t granule = (address >> kGranuleShift) & (kHomesPerHeapPage - 1);
  return (mixed * kHomesPerHeapPage + granule) & (bucket_count_ - 1);
}

bool LiveTable::InsertInto(size_t bucket, uint64_t key, uint64_t data) {
  std::atomic<uint8_t>& touched = touched_[bucket / kBucketsPerPage];
  if (touched.load(std::memory_order_relaxed) == 0) {
    touched.store(1, std::memory_order_relaxed);
  }
  for (Slot& slot : buckets_[bucket].slots) {
    uint64_t expected = slot.key.load(std::memory_order_relaxed);
    // Acquire: partner of the release in RemoveFrom, so that its clearing of
    // data comes before the new data.
    if (expected == 0 && slot.key.compare_exchange_strong(
                             expected, key, std::memory_order_acquire)) {
      // Release: partner of the acquire in Read.
      slot.data.store(data, std::memory_order_release);
      return true;
    }
  }
  return false;
}

bool LiveTable::InsertIntoBuckets(const LiveRecord& record) {
  if (buckets_ == nullptr) return false;
  const uint32_t birth = record.birth < kMaxBirth ? record.birth : kMaxBirth;
  const uint64_t key = KeyOf(record.address) | birth;
  const uint64_t data = DataOf(record);
  const size_t home = HomeOf(record.address);
  if (InsertInto(home, key, data)) return true;
  std::atomic<uint32_t>& overflow = buckets_[home].overflow;
  // Relaxed: whoever removes this record got its address from this thread, and
  // that hand-over orders both steps.
  overflow.fetch_add(1, std::memory_order_relaxed);
  for (size_t distance = 1; distance < kMaxDistance; ++distance) {
    if (InsertInto((home + distance) & (bucket_count_ - 1), key, data)) {
      return true;
    }
  }
  overflow.fetch_sub(1, std::memory_order_relaxed);
  return false;
}

bool LiveTable::RemoveFrom(size_t bucket, uintptr_t address,
                           LiveRecord* record) {
  const uint64_t wanted = KeyOf(address);
  for (Slot& slot : buckets_[bucket].slots) {
    const uint64_t key = slot.key.load(std::memory_order_relaxed);
    if ((key & ~uint64_t{kMaxBirth}) != wanted || key == 0) continue;
    *record = Unpack(key, slot.data.load(std::memory_order_relaxed));
    // Data first, so that a reader never pairs old data with a new key.
    slot.data.store(0, std::memory_order_relaxed);
    // Release: partner of the acquire in InsertInto.
    slot.key.store(0, std::memory_order_release);
    return true;
  }
  return false;
}

bool LiveTable::RemoveFromBuckets(uintptr_t address, LiveRecord* record) {
  if (buckets_ == nullptr) return false;
  const size_t home = HomeOf(address);
  if (RemoveFrom(home, address, record)) return true;
  std::atomic<uint32_t>& overflow = buckets_[home].overflow;
  if (overflow.load(std::memory_order_relaxed) == 0) return false;
  for (size_t distance = 1; distance < kMaxDistance; ++distance) {
    if (RemoveFrom((home + distance) & (bucket_count_ - 1), address, record)) {
      overflow.fetch_sub(1, std::memory_order_relaxed);
      return true;
    }
  }
  return false;
}

bool LiveTable::Read(const Slot& slot, LiveRecord* record) {
  const uint64_t key = slot.key.load(std::memory_order_acquire);
  if (key == 0) return false;
  // Acquire: partner of the release of data in InsertInto.
  const uint64_t data = slot.data.load(std::memory_order_acquire);
  if (data == 0) return false;
  // The same key again: data belongs to it, not to a successor in the slot.
  if (slot.key.load(std::memory_order_relaxed) != key) return false;
  *record = Unpack(key, data);
  return true;
}

size_t LiveTable::UsedBytes() const {
  size_t pages = 0;
  for (size_t page = 0; page < page_count_; ++page) {
    pages += touched_[page].load(std::memory_order_relaxed);
  }
  return shadow_.UsedBytes() + pages * kBucketsPerPage * sizeof(Bucket);
}

}  // namespace leaktrace
