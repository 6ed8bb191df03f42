// Which snapshots of a series to give up, so that a long run stays within a
// byte cap: the first, the last, and an ever thinner middle.
//
// The newest kDenseCount are kept as long as there is anything else to drop.
// Before them, odd sequence numbers go first, oldest first; when none is left,
// the numbers divisible by 2 but not by 4, and so on. So the old part keeps
// every 2^k-th snapshot with k rising towards the past.
#ifndef LEAKTRACE_PRELOAD_SNAPSHOT_RETENTION_H_
#define LEAKTRACE_PRELOAD_SNAPSHOT_RETENTION_H_

#include <cstddef>
#include <cstdint>
#include <span>

#include "preload/snapshot/reserved_array.h"

namespace leaktrace {

struct StoredSnapshot {
  uint64_t size_bytes = 0;
  uint32_t sequence = 0;
};

struct RetentionLimits {
  uint64_t cap_bytes = 0;  // 0: no cap
  size_t max_count = 0;    // 0: no limit
};

inline constexpr size_t kDenseCount = 16;
inline constexpr size_t kNoVictim = SIZE_MAX;

// Index of the snapshot to drop next; kNoVictim if the limits are kept, or if
// there is nothing but first and last. `stored` is by ascending sequence.
size_t ChooseVictim(std::span<const StoredSnapshot> stored,
                    const RetentionLimits& limits);

bool IsWithin(std::span<const StoredSnapshot> stored,
              const RetentionLimits& limits);

// The files of a series, and their number bounded.
class SnapshotList {
 public:
  static constexpr size_t kMaxCount = 4096;

  constexpr SnapshotList() = default;

  // Notes a file just written; drops and removes others below `directory_fd`
  // until the cap is kept. False: it cannot be kept.
  bool Add(const StoredSnapshot& snapshot, uint64_t cap_bytes,
           int directory_fd);
  void Clear() { count_ = 0; }
  std::span<const StoredSnapshot> stored() const {
    return {stored_.data(), count_};
  }

 private:
  void Remove(size_t index, int directory_fd);

  ReservedArray<StoredSnapshot> stored_;
  size_t count_ = 0;
};

}  // namespace leaktrace

#endif  // LEAKTRACE_PRELOAD_SNAPSHOT_RETENTION_H_
