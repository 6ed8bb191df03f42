// Live allocations of exact mode: one word for each 16 bytes of heap, at a
// place computed from the address. Inserting is one store, removing is one load
// and one store: no hash, no probe, no lock.
//
// The address space is cut into regions of 64 MiB. A region gets its leaf
// (32 MiB of words, then a flag a page, all of it touched lazily) with the
// first block in it; a directory finds leaves by region.
//
//   word:  size (20) | birth (20) | stack (22) | large | 1   0 = no block here
//   large: the word after it has the size, shifted by one bit. The block is so
//   large that no other can begin there.
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
#include <bit>
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
  bool Insert(const LiveRecord& record);

  // The usual case of Insert in two steps. Null: take Insert.
  using Place = std::atomic<uint64_t>*;
  [[gnu::always_inline]] Place UsualPlace(uintptr_t address,
                                          uint64_t size_bytes, uint32_t birth) {
    const uintptr_t granule = GranuleOf(address);
    if (!IsUsual(granule) || size_bytes > kMaxUsualSize || birth > kMaxBirth)
        [[unlikely]] {
      return nullptr;
    }
    Leaf* const leaf = LeafOf(granule);
    if (leaf == nullptr) [[unlikely]] {
      return nullptr;
    }
    return PlaceOf(leaf, granule);
  }
  [[gnu::always_inline]] static void Put(Place place, uint64_t size_bytes,
                                         StackId stack, uint32_t birth) {
    // Release: partner of the acquire in Read.
    place->store(WordOf(size_bytes, stack, birth), std::memory_order_release);
  }

  // True if a record of `address` was there; *record is it.
  bool Remove(uintptr_t address, LiveRecord* record);

  // The usual case of Remove, for who does not care what the record was; false
  // says nothing.
  [[gnu::always_inline]] bool ForgetUsual(uintptr_t address) {
    const uintptr_t granule = GranuleOf(address);
    if (!IsUsual(granule)) [[unlikely]] {
      return false;
    }
    Leaf* const leaf = LeafOf(granule);
    if (leaf == nullptr) [[unlikely]] {
      return false;
    }
    std::atomic<uint64_t>& word = leaf->words[granule % kWordsPerLeaf];
    // Relaxed: the hand-over of the pointer orders malloc before free.
    if ((word.load(std::memory_order_relaxed) & (kPresent | kLarge)) !=
        kPresent) [[unlikely]] {
      return false;
    }
    word.store(0, std::memory_order_relaxed);
    return true;
  }

  // Calls visit(const LiveRecord&) for every record that is live throughout
  // the call; one made or removed meanwhile may or may not be seen.
  template <typename Visitor>
  void ForEach(Visitor&& visit) const {
    ForEachPage([&visit](uintptr_t begin, const std::atomic<uint64_t>* words) {
      for (size_t i = 0; i < kWordsPerPage; ++i) {
        LiveRecord record;
        if (Read(words + i, begin + i * kGranuleBytes, &record)) visit(record);
      }
    });
  }

  // Of the leaves, in whole pages that hold or held a record, and the flags.
  size_t UsedBytes() const;

 private:
  static constexpr int kGranuleShift = 4;
  static constexpr uintptr_t kGranuleBytes = 1 << kGranuleShift;
  static constexpr int kAddressBits = 47;
  static constexpr int kRegionShift = 26;
  static constexpr size_t kRegions = size_t{1} << (kAddressBits - kRegionShift);
  static constexpr size_t kPageBytes = 4096;
  static constexpr size_t kWordsPerPage = kPageBytes / sizeof(uint64_t);
  static constexpr size_t kWordsPerLeaf =
      (size_t{1} << kRegionShift) / kGranuleBytes;
  static constexpr size_t kPagesPerLeaf = kWordsPerLeaf / kWordsPerPage;

  static constexpr uint64_t kPresent = 1;
  static constexpr uint64_t kLarge = 2;
  static constexpr int kStackShift = 2;
  static constexpr int kBirthShift = 24;
  static constexpr int kSizeShift = 44;
  static constexpr uint32_t kMaxBirth = (1u << 20) - 1;
  static constexpr uint64_t kMaxUsualSize = (1ull << 20) - 1;

  struct Leaf {
    std::atomic<uint64_t> words[kWordsPerLeaf];
    // Set before the first record of a page of words, never cleared.
    std::atomic<uint8_t> touched[kPagesPerLeaf];
  };

  // The number of the granule that begins at `address`. What begins elsewhere,
  // or lies too high, gets a number that is too large.
  static uintptr_t GranuleOf(uintptr_t address) {
    return std::rotr(address, kGranuleShift);
  }
  static bool IsUsual(uintptr_t granule) {
    return granule >> (kAddressBits - kGranuleShift) == 0;
  }
  static size_t RegionOf(uintptr_t granule) { return granule / kWordsPerLeaf; }
  Leaf* LeafOf(uintptr_t granule) const {
    if (directory_ == nullptr) [[unlikely]] {
      return nullptr;
    }
    // Acquire: partner of the release in MakeLeaf; free on x86.
    return directory_[RegionOf(granule)].load(std::memory_order_acquire);
  }
  static uint64_t WordOf(uint64_t size_bytes, StackId stack, uint32_t birth) {
    return size_bytes << kSizeShift | uint64_t{birth} << kBirthShift |
           uint64_t{static_cast<uint32_t>(stack)} << kStackShift | kPresent;
  }
  // Marks the page first, so that a reader looks there.
  static Place PlaceOf(Leaf* leaf, uintptr_t granule) {
    const size_t index = granule % kWordsPerLeaf;
    std::atomic<uint8_t>& touched = leaf->touched[index / kWordsPerPage];
    if (touched.load(std::memory_order_relaxed) == 0) [[unlikely]] {
      touched.store(1, std::memory_order_relaxed);
    }
    return &leaf->words[index];
  }

  static bool Read(const std::atomic<uint64_t>* word, uintptr_t address,
                   LiveRecord* record);
  static LiveRecord Unpack(uintptr_t address, uint64_t bits, uint64_t next);
  Leaf* MakeLeaf(uintptr_t granule);

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
        visit((region << kRegionShift) + page * kWordsPerPage * kGranuleBytes,
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
