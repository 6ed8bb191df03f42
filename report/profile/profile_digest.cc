// Snapshots list the samples of a stack one after the other, so comparing with
// the previous stack finds nearly all that are equal. A stack that is listed
// twice does no harm.
#include "report/profile/profile_digest.h"

#include <algorithm>
#include <utility>

#include "report/profile/profile_reader.h"

namespace leaktrace::report {

std::span<const uint32_t> ProfileDigest::Stack(size_t index) const {
  const size_t begin = index == 0 ? 0 : stack_ends_[index - 1];
  return std::span(locations_).subspan(begin, stack_ends_[index] - begin);
}

const std::vector<Label>& ProfileDigest::Labels(size_t index) const {
  static const std::vector<Label> kNone;
  if (labels_.empty()) return kNone;
  const auto found = labels_.find(index);
  return found == labels_.end() ? kNone : found->second;
}

uint32_t ProfileDigest::StackOf(const Sample& sample) {
  const size_t count = stack_count();
  if (count > 0 && std::ranges::equal(Stack(count - 1), sample.locations) &&
      Labels(count - 1) == sample.labels) {
    return static_cast<uint32_t>(count - 1);
  }
  locations_.insert(locations_.end(), sample.locations.begin(),
                    sample.locations.end());
  stack_ends_.push_back(locations_.size());
  if (!sample.labels.empty()) labels_[count] = sample.labels;
  return static_cast<uint32_t>(count);
}

void ProfileDigest::Add(const Sample& sample) {
  rows.push_back({StackOf(sample), sample.birth, sample.alloc_objects,
                  sample.alloc_bytes, sample.live_objects, sample.live_bytes,
                  sample.sampled_objects, sample.variance,
                  sample.squared_norm});
}

ProfileDigest DigestOf(const Profile& profile) {
  ProfileDigest digest;
  for (const Sample& sample : profile.samples) digest.Add(sample);
  digest.tables.source = profile.source;
  digest.tables.info = profile.info;
  digest.tables.mappings = profile.mappings;
  digest.tables.functions = profile.functions;
  digest.tables.locations = profile.locations;
  return digest;
}

absl::StatusOr<ProfileDigest> ReadDigest(const std::string& path,
                                         size_t expected_rows) {
  ProfileDigest digest;
  digest.rows.reserve(expected_rows);
  absl::StatusOr<Profile> tables = ReadProfile(
      path, [&digest](const Sample& sample) { digest.Add(sample); });
  if (!tables.ok()) return tables.status();
  digest.tables = *std::move(tables);
  return digest;
}

}  // namespace leaktrace::report
