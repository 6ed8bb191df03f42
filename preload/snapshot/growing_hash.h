// Open-addressing hash set in reserved memory that doubles when it fills up;
// scratch space of one snapshot.
//
// Entry: all bytes zero means empty, and it has IsEmpty(), Hash() and
// HasKeyOf(other). Thread safety: one thread. No memory left: FindOrInsert
// returns nullptr and the set stays as it was.
#ifndef LEAKTRACE_PRELOAD_SNAPSHOT_GROWING_HASH_H_
#define LEAKTRACE_PRELOAD_SNAPSHOT_GROWING_HASH_H_

#include <cstddef>
#include <cstdint>
#include <span>

#include "preload/snapshot/reserved_array.h"

namespace leaktrace {

// Spreads keys whose low bits are alike (addresses, small numbers).
inline uint64_t MixBits(uint64_t value) {
  value *= 0x9e3779b97f4a7c15ull;
  return value ^ (value >> 32);
}

inline constexpr size_t kInitialHashEntries = 4096;

template <typename Entry>
class GrowingHash {
 public:
  constexpr GrowingHash() = default;

  // The entry with the key of `probe`; if there was none, a copy of it.
  Entry* FindOrInsert(const Entry& probe) {
    if ((used_ + 1) * 4 > entries_.size() * 3 && !Grow()) return nullptr;
    Entry& entry = Locate(entries_, probe);
    if (entry.IsEmpty()) {
      entry = probe;
      ++used_;
    }
    return &entry;
  }

  // Moves all entries to the front and returns them, in no useful order. The
  // set must be cleared before it is used as one again.
  std::span<Entry> Compact() {
    size_t kept = 0;
    for (Entry& entry : entries_.span()) {
      if (!entry.IsEmpty()) entries_[kept++] = entry;
    }
    return {entries_.data(), kept};
  }

  void Clear() {
    entries_.Discard();
    used_ = 0;
  }
  void Forget() {
    entries_.Forget();
    used_ = 0;
  }
  size_t size() const { return used_; }

 private:
  static Entry& Locate(const ReservedArray<Entry>& entries,
                       const Entry& probe) {
    const size_t mask = entries.size() - 1;
    size_t i = probe.Hash() & mask;
    while (!entries[i].IsEmpty() && !entries[i].HasKeyOf(probe)) {
      i = (i + 1) & mask;
    }
    return entries[i];
  }

  bool Grow() {
    ReservedArray<Entry> larger;
    const size_t size =
        entries_.size() == 0 ? kInitialHashEntries : entries_.size() * 2;
    if (!larger.Reserve(size)) return false;
    for (const Entry& entry : entries_.span()) {
      if (!entry.IsEmpty()) Locate(larger, entry) = entry;
    }
    entries_.Release();
    entries_ = larger;
    return true;
  }

  ReservedArray<Entry> entries_;  // a power of two
  size_t used_ = 0;
};

}  // namespace leaktrace

#endif  // LEAKTRACE_PRELOAD_SNAPSHOT_GROWING_HASH_H_
