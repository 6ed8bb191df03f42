#include "preload/snapshot/retention.h"

#include <algorithm>
#include <bit>

#include "preload/snapshot/snapshot_file.h"
#include "preload/sys/file_writer.h"

namespace leaktrace {

bool IsWithin(std::span<const StoredSnapshot> stored,
              const RetentionLimits& limits) {
  uint64_t total_bytes = 0;
  for (const StoredSnapshot& snapshot : stored) {
    total_bytes += snapshot.size_bytes;
  }
  return (limits.cap_bytes == 0 || total_bytes <= limits.cap_bytes) &&
         (limits.max_count == 0 || stored.size() <= limits.max_count);
}

size_t ChooseVictim(std::span<const StoredSnapshot> stored,
                    const RetentionLimits& limits) {
  if (stored.size() <= 2 || IsWithin(stored, limits)) return kNoVictim;
  const size_t last = stored.size() - 1;
  const size_t sparse_end =
      stored.size() > kDenseCount ? stored.size() - kDenseCount : 0;
  size_t victim = kNoVictim;
  int victim_level = 0;
  for (size_t i = 1; i < sparse_end; ++i) {
    const int level = std::countr_zero(stored[i].sequence);
    if (victim == kNoVictim || level < victim_level) {
      victim = i;
      victim_level = level;
    }
  }
  if (victim != kNoVictim) return victim;
  const size_t oldest_dense = std::max<size_t>(sparse_end, 1);
  return oldest_dense < last ? oldest_dense : kNoVictim;
}

bool SnapshotList::Add(const StoredSnapshot& snapshot, uint64_t cap_bytes,
                       int directory_fd) {
  if (!stored_.Reserve(kMaxCount + 1)) return false;
  stored_[count_++] = snapshot;
  const RetentionLimits limits = {cap_bytes, kMaxCount};
  for (;;) {
    const size_t victim = ChooseVictim(stored(), limits);
    if (victim == kNoVictim) return IsWithin(stored(), limits);
    Remove(victim, directory_fd);
  }
}

void SnapshotList::Remove(size_t index, int directory_fd) {
  char storage[32];
  TextBuffer name(storage);
  AppendSnapshotName(stored_[index].sequence, &name);
  sys::UnlinkWithin(directory_fd, name.c_str());
  std::copy(stored_.data() + index + 1, stored_.data() + count_,
            stored_.data() + index);
  --count_;
}

}  // namespace leaktrace
