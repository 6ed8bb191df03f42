// See pprof_samples.h.
#include "report/profile/pprof_samples.h"

#include <limits>
#include <optional>
#include <utility>

#include "absl/strings/str_format.h"
#include "preload/snapshot_format.h"
#include "report/profile/pprof_fields.h"
#include "report/profile/sample_columns.h"
#include "report/profile/sampling_scale.h"

namespace leaktrace::report {
namespace {

struct Context {
  const InputBytes& input;
  const IdTable& locations;
  PprofSections& sections;
  const SampleColumns columns;
  const SnapshotInfo& info;
};

// leaktrace's labels that are left out when they say the usual.
struct ErrorLabels {
  std::optional<int64_t> samples;
  std::optional<int64_t> stddev_bytes;
  std::optional<int64_t> norm_bytes;
};

double Square(int64_t value) {
  return static_cast<double>(value) * static_cast<double>(value);
}

int64_t ValueAt(const std::vector<uint64_t>& values,
                std::optional<size_t> column) {
  return column.has_value() ? static_cast<int64_t>(values[*column]) : 0;
}

absl::Status SetValues(const Context& context, const ProtobufCursor& cursor,
                       const std::vector<uint64_t>& values, Sample& sample) {
  const SampleColumns& columns = context.columns;
  if (values.size() != columns.count) {
    return cursor.MessageError(absl::StrFormat("%d values for %d sample types",
                                               values.size(), columns.count));
  }
  sample.live_bytes = ValueAt(values, columns.live_bytes);
  sample.live_objects = ValueAt(values, columns.live_objects);
  sample.alloc_bytes = ValueAt(values, columns.alloc_bytes);
  sample.alloc_objects = ValueAt(values, columns.alloc_objects);
  const bool negative = sample.live_bytes < 0 || sample.live_objects < 0 ||
                        sample.alloc_bytes < 0 || sample.alloc_objects < 0;
  if (negative && context.info.from_leaktrace) {
    return cursor.MessageError("a negative value");
  }
  return absl::OkStatus();
}

// As in the file; to be copied only if it is kept.
struct RawLabel {
  std::string_view key;
  std::string_view text;
  int64_t number = 0;
  std::string_view unit;
};

RawLabel ReadLabel(const Context& context, ProtobufCursor& cursor) {
  namespace fields = pprof::label;
  RawLabel label;
  while (cursor.Next()) {
    const uint32_t field = cursor.field();
    if (field == fields::kKey) label.key = ReadString(context.sections, cursor);
    if (field == fields::kText) {
      label.text = ReadString(context.sections, cursor);
    }
    if (field == fields::kNumber) label.number = cursor.SignedNumber();
    if (field == fields::kUnit) {
      label.unit = ReadString(context.sections, cursor);
    }
  }
  return label;
}

// False if the label is none of leaktrace's.
bool TakeOwnLabel(const RawLabel& label, Sample& sample, ErrorLabels& errors) {
  if (label.key == format::kLabelBirth) {
    sample.birth = static_cast<int32_t>(label.number);
  } else if (label.key == format::kLabelSamples) {
    errors.samples = label.number;
  } else if (label.key == format::kLabelStddev) {
    errors.stddev_bytes = label.number;
  } else if (label.key == format::kLabelNorm) {
    errors.norm_bytes = label.number;
  } else if (label.key == format::kLabelTruncated) {
    sample.truncated = true;
  } else {
    return false;
  }
  return true;
}

absl::Status AddLabel(const Context& context, std::string_view message,
                      Sample& sample, ErrorLabels& errors) {
  ProtobufCursor cursor(context.input, message, "Label");
  const RawLabel label = ReadLabel(context, cursor);
  if (!cursor.status().ok()) return cursor.status();
  if (!context.info.from_leaktrace || !TakeOwnLabel(label, sample, errors)) {
    sample.labels.push_back({std::string(label.key), std::string(label.text),
                             label.number, std::string(label.unit)});
    return absl::OkStatus();
  }
  const bool birth = label.key == format::kLabelBirth;
  const int64_t max = birth ? std::numeric_limits<int32_t>::max()
                            : std::numeric_limits<int64_t>::max();
  if (label.number >= 0 && label.number <= max) return absl::OkStatus();
  return cursor.MessageError(
      absl::StrFormat("label %s is %d", label.key, label.number));
}

void SetSamplingError(const Context& context, const ErrorLabels& errors,
                      Sample& sample) {
  if (!context.info.from_leaktrace) {
    EstimateSamplingError(context.info.interval_bytes, sample);
    return;
  }
  sample.sampled_objects = errors.samples.value_or(sample.live_objects);
  sample.variance = Square(errors.stddev_bytes.value_or(0));
  sample.squared_norm =
      errors.norm_bytes.has_value()
          ? Square(*errors.norm_bytes)
          : EqualWeightsSquaredNorm(sample.live_bytes, sample.sampled_objects);
}

// Everything but the stack, whose memory is used again.
void Clear(Sample& sample) {
  std::vector<uint32_t> locations = std::move(sample.locations);
  sample = Sample();
  sample.locations = std::move(locations);
}

class SampleReader {
 public:
  explicit SampleReader(const Context& context) : context_(context) {}

  // `sample` is the one before, or empty.
  absl::Status Read(std::string_view message, Sample& sample) {
    namespace fields = pprof::sample;
    ProtobufCursor cursor(context_.input, message, "Sample");
    ErrorLabels errors;
    Clear(sample);
    values_.clear();
    bool has_stack = false;
    while (cursor.Next()) {
      if (cursor.field() == fields::kLocationId) {
        ReadLocations(cursor, has_stack, sample);
        has_stack = true;
      } else if (cursor.field() == fields::kValue) {
        cursor.AppendNumbers(values_);
      } else if (cursor.field() == fields::kLabel) {
        cursor.Check(AddLabel(context_, cursor.Bytes(), sample, errors));
      }
    }
    if (!has_stack) sample.locations.clear();
    absl::Status status = cursor.status();
    if (status.ok()) status = SetValues(context_, cursor, values_, sample);
    if (status.ok()) SetSamplingError(context_, errors, sample);
    return status;
  }

 private:
  // A snapshot lists the samples of a stack one after the other: the same bytes
  // are the same stack.
  void ReadLocations(ProtobufCursor& cursor, bool has_more, Sample& sample) {
    const std::string_view bytes = cursor.packed();
    if (!has_more && !bytes.empty() && bytes == stack_bytes_) return;
    stack_bytes_ = has_more ? std::string_view() : bytes;
    if (!has_more) sample.locations.clear();
    ids_.clear();
    cursor.AppendNumbers(ids_);
    for (const uint64_t id : ids_) {
      const uint32_t index = context_.locations.Find(id);
      if (index == IdTable::kNone) {
        cursor.Fail(absl::StrFormat("location %d does not exist", id));
        return;
      }
      sample.locations.push_back(index);
    }
  }

  const Context& context_;
  std::vector<uint64_t> values_;
  std::vector<uint64_t> ids_;
  std::string_view stack_bytes_;  // packed, of the previous sample; or empty
};

}  // namespace

absl::Status ReadPprofSamples(const InputBytes& input, const IdTable& locations,
                              PprofSections& sections, const SnapshotInfo& info,
                              SampleVisitor visit) {
  const absl::StatusOr<SampleColumns> columns =
      FindSampleColumns(input, sections);
  if (!columns.ok()) return columns.status();
  const Context context{input, locations, sections, *columns, info};
  SampleReader reader(context);
  Sample sample;
  for (const std::string_view message : sections.samples) {
    absl::Status status = reader.Read(message, sample);
    if (!status.ok()) return status;
    visit(sample);
  }
  return absl::OkStatus();
}

}  // namespace leaktrace::report
