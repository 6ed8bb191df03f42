// What a series needs of one profile: its tables, its distinct stacks end to
// end, and a row of values per sample. No allocation per sample, so a thousand
// large snapshots are read at the speed of decoding them.
#ifndef LEAKTRACE_REPORT_PROFILE_PROFILE_DIGEST_H_
#define LEAKTRACE_REPORT_PROFILE_PROFILE_DIGEST_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "report/profile/profile.h"

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
};

class ProfileDigest {
 public:
  Profile tables;  // without samples
  std::vector<DigestRow> rows;

  void Add(const Sample& sample);

  size_t stack_count() const { return stack_ends_.size(); }
  // Indices into tables.locations, leaf first. Samples with other labels are
  // other stacks.
  std::span<const uint32_t> Stack(size_t index) const;
  const std::vector<Label>& Labels(size_t index) const;

 private:
  uint32_t StackOf(const Sample& sample);

  std::vector<uint32_t> locations_;
  std::vector<size_t> stack_ends_;
  std::map<size_t, std::vector<Label>> labels_;  // of the few that have some
};

ProfileDigest DigestOf(const Profile& profile);

// As ReadProfile. `expected_rows` is a guess.
absl::StatusOr<ProfileDigest> ReadDigest(const std::string& path,
                                         size_t expected_rows);

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_PROFILE_PROFILE_DIGEST_H_
