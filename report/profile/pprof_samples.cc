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

void ReadLocations(ProtobufCursor& cursor, const IdTable& ids, Sample& sample) {
  for (const uint64_t id : cursor.Numbers()) {
    const std::optional<uint32_t> index = ids.Find(id);
    if (!index.has_value()) {
      cursor.Fail(absl::StrFormat("location %d does not exist", id));
      return;
    }
    sample.locations.push_back(*index);
  }
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

Label ReadLabel(const Context& context, ProtobufCursor& cursor) {
  namespace fields = pprof::label;
  Label label;
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
bool TakeOwnLabel(const Label& label, Sample& sample, ErrorLabels& errors) {
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
  Label label = ReadLabel(context, cursor);
  if (!cursor.status().ok()) return cursor.status();
  if (!context.info.from_leaktrace || !TakeOwnLabel(label, sample, errors)) {
    sample.labels.push_back(std::move(label));
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

absl::StatusOr<Sample> ReadSample(const Context& context,
                                  std::string_view message) {
  namespace fields = pprof::sample;
  ProtobufCursor cursor(context.input, message, "Sample");
  Sample sample;
  std::vector<uint64_t> values;
  ErrorLabels errors;
  while (cursor.Next()) {
    if (cursor.field() == fields::kLocationId) {
      ReadLocations(cursor, context.locations, sample);
    } else if (cursor.field() == fields::kValue) {
      const std::vector<uint64_t>& numbers = cursor.Numbers();
      values.insert(values.end(), numbers.begin(), numbers.end());
    } else if (cursor.field() == fields::kLabel) {
      cursor.Check(AddLabel(context, cursor.Bytes(), sample, errors));
    }
  }
  absl::Status status = cursor.status();
  if (status.ok()) status = SetValues(context, cursor, values, sample);
  if (!status.ok()) return status;
  SetSamplingError(context, errors, sample);
  return sample;
}

}  // namespace

absl::Status ReadPprofSamples(const InputBytes& input, const IdTable& locations,
                              PprofSections& sections, Profile& profile) {
  const absl::StatusOr<SampleColumns> columns =
      FindSampleColumns(input, sections);
  if (!columns.ok()) return columns.status();
  const Context context{input, locations, sections, *columns, profile.info};
  profile.samples.reserve(sections.samples.size());
  for (const std::string_view message : sections.samples) {
    absl::StatusOr<Sample> sample = ReadSample(context, message);
    if (!sample.ok()) return sample.status();
    profile.samples.push_back(*std::move(sample));
  }
  return absl::OkStatus();
}

}  // namespace leaktrace::report
