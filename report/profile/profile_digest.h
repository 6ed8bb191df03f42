// What a series needs of one profile: its tables, its distinct stacks, and a
// row of values per sample. No allocation per sample, so a thousand large
// snapshots are read at the speed of decoding them.
#ifndef LEAKTRACE_REPORT_PROFILE_PROFILE_DIGEST_H_
#define LEAKTRACE_REPORT_PROFILE_PROFILE_DIGEST_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "report/profile/profile.h"
#include "report/profile/stack_list.h"

namespace leaktrace::report {

struct DigestRow {
  uint32_t stack = 0;  // index, see ProfileDigest::Stack
  int32_t birth = kNoBirth;
  int64_t alloc_objects = 0;
  int64_t alloc_bytes = 0;
  int64_t live_objects = 0;
  int64_t live_bytes = 0;
  int64_t sampled_objects = 0;
  double variance = 0;
  double squared_norm = 0;

  bool operator==(const DigestRow&) const = default;
};

class ProfileDigest {
 public:
  Profile tables;  // without samples
  std::vector<DigestRow> rows;

  ProfileDigest() = default;
  // Begins with no stacks; may share the first ones of `shared`.
  explicit ProfileDigest(std::shared_ptr<const StackList> shared)
      : shared_(std::move(shared)) {}

  size_t stack_count() const { return shared_count_ + own_.size(); }
  // Indices into tables.locations, leaf first. Samples with other labels are
  // other stacks; one that is listed twice does no harm.
  std::span<const uint32_t> Stack(size_t index) const;
  const std::vector<Label>& Labels(size_t index) const;

  // The first stacks may be those of a list that other digests share; null if
  // there are none.
  const std::shared_ptr<const StackList>& shared() const { return shared_; }
  size_t shared_count() const { return shared_count_; }

  // Makes the next stack of the shared list the next one here. There must be
  // one, and no other stack may have been added.
  void ShareStack() { ++shared_count_; }
  void AddStack(std::span<const uint32_t> locations,
                const std::vector<Label>& labels) {
    own_.Add(locations, labels);
  }
  // Of the stack that was added last.
  void AddRow(const Sample& sample);

 private:
  std::shared_ptr<const StackList> shared_;
  size_t shared_count_ = 0;
  StackList own_;
};

ProfileDigest DigestOf(const Profile& profile);

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_PROFILE_PROFILE_DIGEST_H_
