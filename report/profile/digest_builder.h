// Puts a ProfileDigest together from the samples of one file. Stacks that an
// earlier file of the series began with, spelled alike, are neither decoded nor
// copied: the two share them. What comes out is the same without.
#ifndef LEAKTRACE_REPORT_PROFILE_DIGEST_BUILDER_H_
#define LEAKTRACE_REPORT_PROFILE_DIGEST_BUILDER_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "report/profile/encoded_stacks.h"
#include "report/profile/profile_digest.h"
#include "report/profile/sample_sink.h"

namespace leaktrace::report {

class DigestBuilder : public SampleSink {
 public:
  // `earlier` may be null, else it must outlive this. `expected_rows` is a
  // guess.
  DigestBuilder(const EncodedStacks* earlier, size_t expected_rows);

  bool Knows(std::string_view encoded, size_t locations) override;
  // `encoded` must stay until Remember().
  void Add(const Sample& sample, StackSource source,
           std::string_view encoded) override;

  // Whether enough is new for later files to share the stacks of this one.
  bool IsWorthRemembering() const;
  // The stacks so far; `locations` as in Knows().
  EncodedStacks Remember(size_t locations) const;

  // The object is used up.
  ProfileDigest Take(Profile tables) &&;

 private:
  bool IsLast(std::span<const uint32_t> locations,
              const std::vector<Label>& labels) const;
  std::span<const uint32_t> LocationsOf(const Sample& sample,
                                        StackSource source);

  const EncodedStacks* earlier_;
  ProfileDigest digest_;
  std::vector<std::string_view> own_spellings_;  // of those not shared
  std::vector<uint32_t> copy_;
};

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_PROFILE_DIGEST_BUILDER_H_
