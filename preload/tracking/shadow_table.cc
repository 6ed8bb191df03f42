#include "preload/tracking/shadow_table.h"

#include <algorithm>

#include "preload/sys/mmap_arena.h"

namespace leaktrace {

void ShadowTable::Init(size_t bytes) {
  max_leaves_ = static_cast<uint32_t>(std::min(bytes / sizeof(Leaf), kRegions));
  if (max_leaves_ == 0) return;
  leaf_list_ = static_cast<std::atomic<uint32_t>*>(
      sys::ReserveMemory(kRegions * sizeof(leaf_list_[0])));
  if (leaf_list_ == nullptr) return;
  directory_ = static_cast<std::atomic<Leaf*>*>(
      sys::ReserveMemory(kRegions * sizeof(directory_[0])));
}

ShadowTable::Leaf* ShadowTable::MakeLeaf(uintptr_t granule) {
  if (directory_ == nullptr ||
      leaf_count_.load(std::memory_order_relaxed) >= max_leaves_) {
    return nullptr;
  }
  auto* const made = static_cast<Leaf*>(sys::ReserveMemory(sizeof(Leaf)));
  if (made == nullptr) return nullptr;
  Leaf* present = nullptr;
  // Release: partner of the acquire in LeafOf; the kernel zeroed the leaf.
  if (!directory_[RegionOf(granule)].compare_exchange_strong(
          present, made, std::memory_order_acq_rel)) {
    sys::ReleaseMemory(made, sizeof(Leaf));
    return present;
  }
  const uint32_t number = leaf_count_.fetch_add(1, std::memory_order_relaxed);
  // Release: partner of the acquire in ForEachPage.
  leaf_list_[number].store(static_cast<uint32_t>(RegionOf(granule) + 1),
                           std::memory_order_release);
  return made;
}

bool ShadowTable::Insert(const LiveRecord& record) {
  const uintptr_t granule = GranuleOf(record.address);
  if (!IsUsual(granule) || record.interval_shift != 0 ||
      directory_ == nullptr) {
    return false;
  }
  Leaf* leaf = LeafOf(granule);
  if (leaf == nullptr) leaf = MakeLeaf(granule);
  if (leaf == nullptr) return false;
  const uint32_t birth = std::min(record.birth, kMaxBirth);
  const Place place = PlaceOf(leaf, granule);
  if (record.size_bytes <= kMaxUsualSize) {
    Put(place, record.size_bytes, record.stack, birth);
    return true;
  }
  // At the very end of a region: the second word would be another leaf's.
  if (granule % kWordsPerLeaf + 1 == kWordsPerLeaf) return false;
  // Before the word that makes it visible, see Put.
  place[1].store(record.size_bytes << 1, std::memory_order_relaxed);
  place->store(WordOf(0, record.stack, birth) | kLarge,
               std::memory_order_release);
  return true;
}

LiveRecord ShadowTable::Unpack(uintptr_t address, uint64_t bits,
                               uint64_t next) {
  LiveRecord record;
  record.address = address;
  record.stack =
      StackId{static_cast<uint32_t>(bits >> kStackShift & kMaxStackId)};
  record.birth = static_cast<uint32_t>(bits >> kBirthShift & kMaxBirth);
  record.size_bytes = (bits & kLarge) != 0 ? next >> 1 : bits >> kSizeShift;
  return record;
}

bool ShadowTable::Remove(uintptr_t address, LiveRecord* record) {
  const uintptr_t granule = GranuleOf(address);
  if (!IsUsual(granule)) return false;
  Leaf* const leaf = LeafOf(granule);
  if (leaf == nullptr) return false;
  std::atomic<uint64_t>* const word = &leaf->words[granule % kWordsPerLeaf];
  const uint64_t bits = word->load(std::memory_order_relaxed);
  if ((bits & kPresent) == 0) return false;
  word->store(0, std::memory_order_relaxed);
  const bool is_large = (bits & kLarge) != 0;
  *record = Unpack(address, bits,
                   is_large ? word[1].load(std::memory_order_relaxed) : 0);
  if (is_large) word[1].store(0, std::memory_order_relaxed);
  return true;
}

bool ShadowTable::Read(const std::atomic<uint64_t>* word, uintptr_t address,
                       LiveRecord* record) {
  // Acquire: partner of the release in Put.
  const uint64_t bits = word->load(std::memory_order_acquire);
  if ((bits & kPresent) == 0) return false;
  uint64_t next = 0;
  if ((bits & kLarge) != 0) {
    next = word[1].load(std::memory_order_acquire);
    // The same word again, and a size there: they belong together.
    if (next == 0 || word->load(std::memory_order_relaxed) != bits) {
      return false;
    }
  }
  *record = Unpack(address, bits, next);
  return true;
}

size_t ShadowTable::UsedBytes() const {
  size_t pages = 0;
  ForEachPage([&pages](uintptr_t, const std::atomic<uint64_t>*) { ++pages; });
  return pages * kPageBytes +
         leaf_count_.load(std::memory_order_relaxed) * kPagesPerLeaf;
}

}  // namespace leaktrace
