// See pprof_labels.h.
#include "report/profile/pprof_labels.h"

#include <algorithm>
#include <limits>
#include <string>

#include "absl/strings/str_format.h"
#include "preload/snapshot_format.h"
#include "report/profile/pprof_fields.h"

namespace leaktrace::report {
namespace {

using RawLabel = PprofLabels::RawLabel;

constexpr unsigned TagOf(uint32_t field) { return field << 3; }  // a varint

// Nearly all labels are a few short varints, which need no cursor. False if
// this one is something else, or wrong.
bool ReadPlainLabel(std::string_view message, RawLabel& label) {
  namespace fields = pprof::label;
  const char* at = message.data();
  const char* const end = at + message.size();
  while (at != end) {
    const auto tag = static_cast<unsigned char>(*at);
    uint64_t number = 0;
    at = DecodeVarint(at + 1, end, number);
    if (at == nullptr) return false;
    if (tag == TagOf(fields::kKey)) {
      label.key = number;
    } else if (tag == TagOf(fields::kText)) {
      label.text = number;
    } else if (tag == TagOf(fields::kNumber)) {
      label.number = static_cast<int64_t>(number);
    } else if (tag == TagOf(fields::kUnit)) {
      label.unit = number;
    } else {
      return false;
    }
  }
  return true;
}

bool HasStrings(const RawLabel& label, const PprofSections& sections) {
  return std::max({label.key, label.text, label.unit}) <
         sections.strings.size();
}

RawLabel ReadAnyLabel(PprofSections& sections, ProtobufCursor& cursor) {
  namespace fields = pprof::label;
  RawLabel label;
  while (cursor.Next()) {
    const uint32_t field = cursor.field();
    if (field == fields::kKey) label.key = ReadStringIndex(sections, cursor);
    if (field == fields::kText) label.text = ReadStringIndex(sections, cursor);
    if (field == fields::kNumber) label.number = cursor.SignedNumber();
    if (field == fields::kUnit) label.unit = ReadStringIndex(sections, cursor);
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

// A value that is none fails in ReadWithCursor.
bool PprofLabels::TakeOwn(const RawLabel& label, Sample& sample,
                          ErrorLabels& errors) const {
  const Own own = own_.empty() ? Own::kNone : own_[label.key];
  const int64_t max = own == Own::kBirth ? std::numeric_limits<int32_t>::max()
                                         : std::numeric_limits<int64_t>::max();
  if (own == Own::kNone || label.number < 0 || label.number > max) return false;
  Take(own, label.number, sample, errors);
  return true;
}

absl::Status PprofLabels::ReadWithCursor(std::string_view message,
                                         Sample& sample,
                                         ErrorLabels& errors) const {
  ProtobufCursor cursor(input_, message, "Label");
  const RawLabel label = ReadAnyLabel(sections_, cursor);
  if (!cursor.status().ok()) return cursor.status();
  if (TakeOwn(label, sample, errors)) return absl::OkStatus();
  if (!own_.empty() && own_[label.key] != Own::kNone) {
    return cursor.MessageError(absl::StrFormat(
        "label %s is %d", sections_.strings[label.key], label.number));
  }
  const auto text = [&](uint64_t index) {
    return std::string(StringAt(index, sections_, cursor));
  };
  sample.labels.push_back(
      {text(label.key), text(label.text), label.number, text(label.unit)});
  return cursor.status();
}

absl::Status PprofLabels::Read(std::string_view message, Sample& sample,
                               ErrorLabels& errors) const {
  RawLabel label;
  if (ReadPlainLabel(message, label) && HasStrings(label, sections_) &&
      TakeOwn(label, sample, errors)) {
    return absl::OkStatus();
  }
  return ReadWithCursor(message, sample, errors);
}

}  // namespace leaktrace::report
