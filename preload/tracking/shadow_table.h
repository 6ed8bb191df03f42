// Live allocations of exact mode: one word for each 16 bytes of heap, at a
// place computed from the address. Inserting is one store, removing is one load
// and one store: no hash, no probe, no lock.
//
// The address space is cut into regions of 64 MiB. A region gets its leaf
// (32 MiB of words, then a flag a page, all of it touched lazily) with the
// first block in it; a directory finds leaves by region.
//
//   word:  size (21) | birth (20) | stack (22) | 1      0 = no block here
//   size all ones: the word after it has the size, shifted by one bit. The
//   block is so large that no other can begin there.
//
// Not everything fits: addresses that are not multiples of 16 (8-byte classes),
// weights other than 1, and what lies beyond the budget are refused; LiveTable
// keeps those in its buckets.
//
// Thread safety: Insert, Remove from any thread and from signal handlers;
// ForEach at any time from any thread. Lock-free.
//
// Invariants
//  I1 At most one record per address, as in LiveTable.
//  I2 A record is published by the store of its word, after the flag of its
//     page and after its second word; a reader sees whole records.
//  I3 Leaves are never given back and never move.
// Fork: the child's copy is whole, for every step publishes with one store.
#ifndef LEAKTRACE_PRELOAD_TRACKING_SHADOW_TABLE_H_
#define LEAKTRACE_PRELOAD_TRACKING_SHADOW_TABLE_H_

#include <atomic>
#include <cstddef>
#include <cstdint>

#include "preload/tracking/live_record.h"

namespace leaktrace {

class ShadowTable {
 public:
  constexpr ShadowTable() = default;
  ShadowTable(const ShadowTable&) = delete;
  ShadowTable& operator=(const ShadowTable&) = delete;

  // At most `bytes` for leaves; nothing if that is not enough for one.
  void Init(size_t bytes);

  // False if the record does not belong here, see above.
  [[gnu::always_inline]] bool Insert(const LiveRecord& record) {
    const uintptr_t address = record.address;
    if ((address & (kGranule - 1)) != 0 || address >> kAddressBits != 0 ||
        record.interval_shift != 0 || record.size_bytes >= kLargeSize ||
        record.birth > kMaxBirth) [[unlikely]] {
      return InsertUnusual(record);
    }
    Leaf* leaf = LeafOf(address);
    if (leaf == nullptr) [[unlikely]] {
      leaf = MakeLeaf(address);
      if (leaf == nullptr) return false;
    }
    Publish(leaf, address, WordOf(record, record.size_bytes));
    return true;
  }

  // True if a record of `address` was there; *record is it.
  bool Remove(uintptr_t address, LiveRecord* record);

  // As Remove, for who does not care what the record was.
  [[gnu::always_inline]] bool Forget(uintptr_t address) {
    if ((address & (kGranule - 1)) != 0 || address >> kAddressBits != 0)
        [[unlikely]] {
      return false;
    }
    Leaf* const leaf = LeafOf(address);
    if (leaf == nullptr) return false;
    std::atomic<uint64_t>* const word = &leaf->words[WordIndexOf(address)];
    // Relaxed: the hand-over of the pointer orders malloc before free.
    const uint64_t bits = word->load(std::memory_order_relaxed);
    if ((bits & kPresent) == 0) return false;
    word->store(0, std::memory_order_relaxed);
    if (bits >> kSizeShift == kLargeSize) [[unlikely]] {
      word[1].store(0, std::memory_order_relaxed);
    }
    return true;
  }

  // Calls visit(const LiveRecord&) for every record that is live throughout
  // the call; one made or removed meanwhile may or may not be seen.
  template <typename Visitor>
  void ForEach(Visitor&& visit) const {
    ForEachPage([&visit](uintptr_t begin, const std::atomic<uint64_t>* words) {
      for (size_t i = 0; i < kWordsPerPage; ++i) {
        LiveRecord record;
        if (Read(words + i, begin + i * kGranule, &record)) visit(record);
      }
    });
  }

  // Of the leaves, in whole pages that hold or held a record, and the flags.
  size_t UsedBytes() const;

 private:
  static constexpr uintptr_t kGranule = 16;
  static constexpr int kAddressBits = 47;
  static constexpr int kRegionShift = 26;
  static constexpr size_t kRegions = size_t{1} << (kAddressBits - kRegionShift);
  static constexpr size_t kPageBytes = 4096;
  static constexpr size_t kWordsPerPage = kPageBytes / sizeof(uint64_t);
  static constexpr size_t kWordsPerLeaf =
      (size_t{1} << kRegionShift) / kGranule;
  static constexpr size_t kPagesPerLeaf = kWordsPerLeaf / kWordsPerPage;

  static constexpr uint64_t kPresent = 1;
  static constexpr int kStackShift = 1;
  static constexpr int kBirthShift = 23;
  static constexpr int kSizeShift = 43;
  static constexpr uint32_t kMaxBirth = (1u << 20) - 1;
  static constexpr uint64_t kLargeSize = (1ull << 21) - 1;

  struct Leaf {
    std::atomic<uint64_t> words[kWordsPerLeaf];
    // Set before the first record of a page of words, never cleared.
    std::atomic<uint8_t> touched[kPagesPerLeaf];
  };

  static size_t RegionOf(uintptr_t address) { return address >> kRegionShift; }
  static size_t WordIndexOf(uintptr_t address) {
    return (address & ((uintptr_t{1} << kRegionShift) - 1)) / kGranule;
  }
  Leaf* LeafOf(uintptr_t address) const {
    if (directory_ == nullptr) return nullptr;
    // Acquire: partner of the release in MakeLeaf; free on x86.
    return directory_[RegionOf(address)].load(std::memory_order_acquire);
  }
  static uint64_t WordOf(const LiveRecord& record, uint64_t size_field) {
    return size_field << kSizeShift | uint64_t{record.birth} << kBirthShift |
           uint64_t{static_cast<uint32_t>(record.stack)} << kStackShift |
           kPresent;
  }
  static void Publish(Leaf* leaf, uintptr_t address, uint64_t word) {
    const size_t index = WordIndexOf(address);
    std::atomic<uint8_t>& touched = leaf->touched[index / kWordsPerPage];
    if (touched.load(std::memory_order_relaxed) == 0) [[unlikely]] {
      touched.store(1, std::memory_order_relaxed);
    }
    // Release: partner of the acquire in Read.
    leaf->words[index].store(word, std::memory_order_release);
  }

  static bool Read(const std::atomic<uint64_t>* word, uintptr_t address,
                   LiveRecord* record);
  static LiveRecord Unpack(uintptr_t address, uint64_t bits, uint64_t next);
  bool InsertUnusual(const LiveRecord& record);
  Leaf* MakeLeaf(uintptr_t address);

  template <typename Visitor>
  void ForEachPage(Visitor&& visit) const {
    const uint32_t count = leaf_count_.load(std::memory_order_relaxed);
    for (uint32_t i = 0; i < count; ++i) {
      // Acquire: partner of the release in MakeLeaf. 0: being entered.
      const uint32_t entry = leaf_list_[i].load(std::memory_order_acquire);
      if (entry == 0) continue;
      const uintptr_t region = entry - 1;
      const Leaf* leaf = directory_[region].load(std::memory_order_acquire);
      for (size_t page = 0; page < kPagesPerLeaf; ++page) {
        if (leaf->touched[page].load(std::memory_order_relaxed) == 0) continue;
        visit((region << kRegionShift) + page * kWordsPerPage * kGranule,
              leaf->words + page * kWordsPerPage);
      }
    }
  }

  std::atomic<Leaf*>* directory_ = nullptr;  // by region
  // Regions with a leaf, plus one, in the order they got it.
  std::atomic<uint32_t>* leaf_list_ = nullptr;
  std::atomic<uint32_t> leaf_count_ = 0;
  uint32_t max_leaves_ = 0;
};

}  // namespace leaktrace

#endif  // LEAKTRACE_PRELOAD_TRACKING_SHADOW_TABLE_H_
