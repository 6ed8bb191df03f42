// See pprof_samples.h.
#include "report/profile/pprof_samples.h"

#include <optional>
#include <utility>

#include "absl/strings/str_format.h"
#include "report/profile/pprof_fields.h"
#include "report/profile/pprof_labels.h"
#include "report/profile/sample_columns.h"
#include "report/profile/sampling_scale.h"

namespace leaktrace::report {
namespace {

struct Context {
  const InputBytes& input;
  const IdTable& locations;
  const SampleColumns columns;
  const PprofLabels labels;
  const SnapshotInfo& info;
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
  sample.birth = kNoBirth;
  sample.sampled_objects = 0;
  sample.variance = 0;
  sample.squared_norm = 0;
  sample.truncated = false;
  sample.labels.clear();
}

// Reads samples and hands them on. A snapshot lists the samples of a stack one
// after the other, and the same stacks as the one before: what is spelled by
// the same bytes is the same stack.
class SampleReader {
 public:
  SampleReader(const Context& context, SampleSink& sink)
      : context_(context), sink_(sink) {}

  absl::Status Read(std::string_view message) {
    namespace fields = pprof::sample;
    ProtobufCursor cursor(context_.input, message, "Sample");
    ErrorLabels errors;
    Clear(sample_);
    values_.clear();
    bool has_stack = false;
    while (cursor.Next()) {
      if (cursor.field() == fields::kLocationId) {
        ReadStack(cursor, has_stack);
        has_stack = true;
      } else if (cursor.field() == fields::kValue) {
        cursor.AppendNumbers(values_);
      } else if (cursor.field() == fields::kLabel) {
        cursor.Check(context_.labels.Read(cursor.Bytes(), sample_, errors));
      }
    }
    if (!has_stack) SetNoStack();
    absl::Status status = cursor.status();
    if (status.ok()) status = SetValues(context_, cursor, values_, sample_);
    if (!status.ok()) return status;
    SetSamplingError(context_, errors, sample_);
    sink_.Add(sample_, source_, CanBeKnown() ? spelling_ : std::string_view());
    return status;
  }

 private:
  // Such stacks are positions in a table that only grows.
  bool CanBeKnown() const { return context_.locations.IsDense(); }

  void SetNoStack() {
    source_ = StackSource::kDecoded;
    spelling_ = {};
    sample_.locations.clear();
  }

  // `has_more`: it comes in several parts, of which this is not the first.
  void ReadStack(ProtobufCursor& cursor, bool has_more) {
    const std::string_view spelling = cursor.packed();
    if (has_more) {
      if (source_ != StackSource::kDecoded) DecodeFirst(cursor);
      spelling_ = {};
      ids_.clear();
      cursor.AppendNumbers(ids_);
      return AddLocations(cursor);
    }
    if (!spelling.empty() && spelling == spelling_) {
      source_ = StackSource::kSameAsPrevious;
      return;
    }
    spelling_ = spelling;
    if (!spelling.empty() && CanBeKnown() &&
        sink_.Knows(spelling, context_.locations.size())) {
      source_ = StackSource::kKnown;
      return;
    }
    source_ = StackSource::kDecoded;
    sample_.locations.clear();
    ids_.clear();
    cursor.AppendNumbers(ids_);
    AddLocations(cursor);
  }

  // What was thought to be all of the stack, and is the first of its parts.
  void DecodeFirst(ProtobufCursor& cursor) {
    source_ = StackSource::kDecoded;
    sample_.locations.clear();
    ids_.clear();
    cursor.AppendPacked(spelling_, ids_);
    AddLocations(cursor);
  }

  void AddLocations(ProtobufCursor& cursor) {
    sample_.locations.reserve(sample_.locations.size() + ids_.size());
    for (const uint64_t id : ids_) {
      const uint32_t index = context_.locations.Find(id);
      if (index == IdTable::kNone) {
        cursor.Fail(absl::StrFormat("location %d does not exist", id));
        return;
      }
      sample_.locations.push_back(index);
    }
  }

  const Context& context_;
  SampleSink& sink_;
  Sample sample_;
  StackSource source_ = StackSource::kDecoded;
  // Packed, of the stack of the sample before; empty if it is not so simple.
  std::string_view spelling_;
  std::vector<uint64_t> values_;
  std::vector<uint64_t> ids_;
};

}  // namespace

absl::Status ReadPprofSamples(const InputBytes& input, const IdTable& locations,
                              PprofSections& sections, const SnapshotInfo& info,
                              SampleSink& sink) {
  const absl::StatusOr<SampleColumns> columns =
      FindSampleColumns(input, sections);
  if (!columns.ok()) return columns.status();
  const Context context{input, locations, *columns,
                        PprofLabels(input, sections, info), info};
  SampleReader reader(context, sink);
  for (const std::string_view message : sections.samples) {
    absl::Status status = reader.Read(message);
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

}  // namespace leaktrace::report
