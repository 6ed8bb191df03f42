// See pprof_labels.h.
#include "report/profile/pprof_labels.h"

#include <limits>
#include <string>

#include "absl/strings/str_format.h"
#include "preload/snapshot_format.h"
#include "report/profile/pprof_fields.h"

namespace leaktrace::report {
namespace {

// Its texts are indices into the string table, and valid.
struct RawLabel {
  uint64_t key = 0;
  uint64_t text = 0;
  int64_t number = 0;
  uint64_t unit = 0;
};

RawLabel ReadLabel(const PprofSections& sections, ProtobufCursor& cursor) {
  namespace fields = pprof::label;
  RawLabel label;
  while (cursor.Next()) {
    switch (cursor.field()) {
      case fields::kKey:
        label.key = ReadStringIndex(sections, cursor);
        break;
      case fields::kText:
        label.text = ReadStringIndex(sections, cursor);
        break;
      case fields::kNumber:
        label.number = cursor.SignedNumber();
        break;
      case fields::kUnit:
        label.unit = ReadStringIndex(sections, cursor);
        break;
      default:
        break;
    }
  }
  return label;
}

}  // namespace

PprofLabels::PprofLabels(const InputBytes& input, PprofSections& sections,
                         const SnapshotInfo& info)
    : input_(input), sections_(sections) {
  if (!info.from_leaktrace) return;
  own_.reserve(sections.strings.size());
  for (const std::string_view key : sections.strings) {
    own_.push_back(OwnOf(key));
  }
}

PprofLabels::Own PprofLabels::OwnOf(std::string_view key) {
  if (key == format::kLabelBirth) return Own::kBirth;
  if (key == format::kLabelSamples) return Own::kSamples;
  if (key == format::kLabelStddev) return Own::kStddev;
  if (key == format::kLabelNorm) return Own::kNorm;
  if (key == format::kLabelTruncated) return Own::kCut;
  return Own::kNone;
}

void PprofLabels::Take(Own own, int64_t number, Sample& sample,
                       ErrorLabels& errors) {
  if (own == Own::kBirth) sample.birth = static_cast<int32_t>(number);
  if (own == Own::kSamples) errors.samples = number;
  if (own == Own::kStddev) errors.stddev_bytes = number;
  if (own == Own::kNorm) errors.norm_bytes = number;
  if (own == Own::kCut) sample.truncated = true;
}

absl::Status PprofLabels::Read(std::string_view message, Sample& sample,
                               ErrorLabels& errors) const {
  ProtobufCursor cursor(input_, message, "Label");
  const RawLabel label = ReadLabel(sections_, cursor);
  if (!cursor.status().ok()) return cursor.status();
  const Own own = own_.empty() ? Own::kNone : own_[label.key];
  if (own == Own::kNone) {
    const auto text = [&](uint64_t index) {
      return std::string(StringAt(index, sections_, cursor));
    };
    sample.labels.push_back(
        {text(label.key), text(label.text), label.number, text(label.unit)});
    return cursor.status();
  }
  Take(own, label.number, sample, errors);
  const int64_t max = own == Own::kBirth ? std::numeric_limits<int32_t>::max()
                                         : std::numeric_limits<int64_t>::max();
  if (label.number >= 0 && label.number <= max) return absl::OkStatus();
  return cursor.MessageError(absl::StrFormat(
      "label %s is %d", sections_.strings[label.key], label.number));
}

}  // namespace leaktrace::report
