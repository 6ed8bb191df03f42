// Ids of one kind of pprof message, to their position among the messages of
// that kind. Ids are non-zero and unique; usually 1..n in order, which costs
// no hash table. Every frame of a snapshot is looked up here: an optional as
// the result would cost more than the look-up.
#ifndef LEAKTRACE_REPORT_PROFILE_ID_TABLE_H_
#define LEAKTRACE_REPORT_PROFILE_ID_TABLE_H_

#include <cstdint>

#include "absl/container/flat_hash_map.h"

namespace leaktrace::report {

class IdTable {
 public:
  static constexpr uint32_t kNone = ~uint32_t{0};

  // Gives `id` the next position. False if it is 0 or already there.
  bool Add(uint64_t id);
  // Whether the ids are 1..n in order.
  bool IsDense() const { return dense_ == size_; }
  uint32_t size() const { return size_; }
  // kNone if it is not there.
  uint32_t Find(uint64_t id) const {
    if (id - 1 < dense_) return static_cast<uint32_t>(id - 1);
    return FindOther(id);
  }

 private:
  uint32_t FindOther(uint64_t id) const;

  uint32_t size_ = 0;
  uint32_t dense_ = 0;  // ids 1..dense_ have positions 0..dense_-1
  absl::flat_hash_map<uint64_t, uint32_t> others_;
};

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_PROFILE_ID_TABLE_H_
