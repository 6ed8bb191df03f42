// Decodes the labels of samples. leaktrace's own are recognised by the index of
// their key in the string table: most samples of a snapshot have some.
#ifndef LEAKTRACE_REPORT_PROFILE_PPROF_LABELS_H_
#define LEAKTRACE_REPORT_PROFILE_PPROF_LABELS_H_

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "report/profile/input_bytes.h"
#include "report/profile/pprof_sections.h"
#include "report/profile/profile.h"
#include "report/profile/snapshot_info.h"

namespace leaktrace::report {

// leaktrace's labels that are left out when they say the usual.
struct ErrorLabels {
  std::optional<int64_t> samples;
  std::optional<int64_t> stddev_bytes;
  std::optional<int64_t> norm_bytes;
};

class PprofLabels {
 public:
  // All must outlive it; `info` must be complete.
  PprofLabels(const InputBytes& input, PprofSections& sections,
              const SnapshotInfo& info);

  // Its texts are indices into the string table.
  struct RawLabel {
    uint64_t key = 0;
    uint64_t text = 0;
    int64_t number = 0;
    uint64_t unit = 0;
  };

  // Takes what `message` says into `sample` or `errors`.
  absl::Status Read(std::string_view message, Sample& sample,
                    ErrorLabels& errors) const;

 private:
  enum class Own : uint8_t { kNone, kBirth, kSamples, kStddev, kNorm, kCut };

  static Own OwnOf(std::string_view key);
  static void Take(Own own, int64_t number, Sample& sample,
                   ErrorLabels& errors);
  bool TakeOwn(const RawLabel& label, Sample& sample,
               ErrorLabels& errors) const;
  absl::Status ReadWithCursor(std::string_view message, Sample& sample,
                              ErrorLabels& errors) const;

  const InputBytes& input_;
  PprofSections& sections_;
  std::vector<Own> own_;  // by index of the key; empty in a foreign profile
};

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_PROFILE_PPROF_LABELS_H_
