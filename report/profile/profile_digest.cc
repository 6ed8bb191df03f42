// See profile_digest.h.
#include "report/profile/profile_digest.h"

#include <utility>

#include "report/profile/digest_builder.h"

namespace leaktrace::report {

std::span<const uint32_t> ProfileDigest::Stack(size_t index) const {
  return index < shared_count_ ? shared_->Locations(index)
                               : own_.Locations(index - shared_count_);
}

const std::vector<Label>& ProfileDigest::Labels(size_t index) const {
  return index < shared_count_ ? shared_->Labels(index)
                               : own_.Labels(index - shared_count_);
}

void ProfileDigest::AddRow(const Sample& sample) {
  rows.push_back({static_cast<uint32_t>(stack_count() - 1), sample.birth,
                  sample.alloc_objects, sample.alloc_bytes, sample.live_objects,
                  sample.live_bytes, sample.sampled_objects, sample.variance,
                  sample.squared_norm});
}

ProfileDigest DigestOf(const Profile& profile) {
  DigestBuilder builder(nullptr, 0);
  for (const Sample& sample : profile.samples) {
    builder.Add(sample, StackSource::kDecoded, {});
  }
  Profile tables = profile;
  tables.samples.clear();
  return std::move(builder).Take(std::move(tables));
}

}  // namespace leaktrace::report
