// The labels of one sample, collected in place.
#ifndef LEAKTRACE_PRELOAD_SNAPSHOT_LABEL_LIST_H_
#define LEAKTRACE_PRELOAD_SNAPSHOT_LABEL_LIST_H_

#include <cstddef>
#include <cstdint>
#include <span>

#include "preload/snapshot/profile_writer.h"

namespace leaktrace {

class LabelList {
 public:
  void AddNumber(StringId key, uint64_t number, StringId unit = {}) {
    labels_[size_++] = {key, StringId{}, number, unit};
  }
  void AddText(StringId key, StringId text) {
    labels_[size_++] = {key, text, 0, StringId{}};
  }
  std::span<const ProfileLabel> span() const { return {labels_, size_}; }

 private:
  static constexpr size_t kMaxLabels = 8;  // all that snapshot_format.h knows
  ProfileLabel labels_[kMaxLabels] = {};
  size_t size_ = 0;
};

}  // namespace leaktrace

#endif  // LEAKTRACE_PRELOAD_SNAPSHOT_LABEL_LIST_H_
