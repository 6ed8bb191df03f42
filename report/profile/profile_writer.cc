// See profile_writer.h. Samples and symbols are written as they are interned;
// the string table comes last, which protobuf allows and pprof accepts.
#include "report/profile/profile_writer.h"

#include <cmath>
#include <protozero/pbf_writer.hpp>
#include <string_view>
#include <vector>

#include "preload/snapshot_format.h"
#include "report/profile/file_bytes.h"
#include "report/profile/gzip.h"
#include "report/profile/pprof_fields.h"
#include "report/profile/sampling_scale.h"
#include "report/profile/snapshot_comments.h"
#include "report/profile/string_interner.h"

namespace leaktrace::report {
namespace {

using protozero::pbf_writer;
namespace fields = pprof::profile;

class Serializer {
 public:
  explicit Serializer(const Profile& profile)
      : profile_(profile), writer_(bytes_) {}

  std::string Run() {
    WriteSampleTypes();
    for (const Sample& sample : profile_.samples) WriteSample(sample);
    WriteMappings();
    WriteLocations();
    WriteFunctions();
    WriteInfo();
    for (const std::string& string : strings_.strings()) {
      writer_.add_string(fields::kStringTable, string);
    }
    return std::move(bytes_);
  }

 private:
  void WriteValueType(uint32_t field, std::string_view type,
                      std::string_view unit) {
    pbf_writer message(writer_, field);
    message.add_int64(pprof::value_type::kType, strings_.Intern(type));
    message.add_int64(pprof::value_type::kUnit, strings_.Intern(unit));
  }

  void WriteSampleTypes() {
    const auto write = [this](std::string_view type, std::string_view unit) {
      WriteValueType(fields::kSampleType, type, unit);
    };
    write(format::kAllocObjects, format::kUnitCount);
    write(format::kAllocSpace, format::kUnitBytes);
    write(format::kInuseObjects, format::kUnitCount);
    write(format::kInuseSpace, format::kUnitBytes);
  }

  void WriteSample(const Sample& sample) {
    pbf_writer message(writer_, fields::kSample);
    std::vector<uint64_t> ids;
    ids.reserve(sample.locations.size());
    for (const uint32_t index : sample.locations) {
      ids.push_back(uint64_t{index} + 1);
    }
    message.add_packed_uint64(pprof::sample::kLocationId, ids.begin(),
                              ids.end());
    const int64_t values[] = {sample.alloc_objects, sample.alloc_bytes,
                              sample.live_objects, sample.live_bytes};
    message.add_packed_int64(pprof::sample::kValue, std::begin(values),
                             std::end(values));
    if (profile_.info.from_leaktrace) WriteOwnLabels(message, sample);
    for (const Label& label : sample.labels) WriteLabel(message, label);
  }

  void WriteLabel(pbf_writer& sample, const Label& label) {
    pbf_writer message(sample, pprof::sample::kLabel);
    message.add_int64(pprof::label::kKey, strings_.Intern(label.key));
    if (!label.text.empty()) {
      message.add_int64(pprof::label::kText, strings_.Intern(label.text));
    }
    if (label.number != 0) {
      message.add_int64(pprof::label::kNumber, label.number);
    }
    if (!label.unit.empty()) {
      message.add_int64(pprof::label::kUnit, strings_.Intern(label.unit));
    }
  }

  // Left out where the reader would assume the same.
  void WriteOwnLabels(pbf_writer& message, const Sample& sample) {
    if (sample.birth != kNoBirth) {
      WriteLabel(message, {format::kLabelBirth, "", sample.birth, ""});
    }
    if (sample.sampled_objects != sample.live_objects) {
      WriteLabel(message,
                 {format::kLabelSamples, "", sample.sampled_objects, ""});
    }
    if (sample.variance != 0) {
      WriteRoot(message, format::kLabelStddev, sample.variance);
    }
    if (sample.squared_norm !=
        EqualWeightsSquaredNorm(sample.live_bytes, sample.sampled_objects)) {
      WriteRoot(message, format::kLabelNorm, sample.squared_norm);
    }
    if (sample.truncated) {
      WriteLabel(message, {format::kLabelTruncated, "yes", 0, ""});
    }
  }

  void WriteRoot(pbf_writer& message, const char* key, double square) {
    WriteLabel(message,
               {key, "", RoundToInt64(std::sqrt(square)), format::kUnitBytes});
  }

  // pprof asks for symbols of a mapping unless these say that it has them.
  std::vector<bool> SymbolizedMappings() const {
    std::vector<bool> some(profile_.mappings.size(), false);
    std::vector<bool> all(profile_.mappings.size(), true);
    for (const Location& location : profile_.locations) {
      if (location.mapping == kNoMapping) continue;
      const auto index = static_cast<size_t>(location.mapping);
      if (location.lines.empty()) all[index] = false;
      some[index] = true;
    }
    for (size_t i = 0; i < all.size(); ++i) all[i] = all[i] && some[i];
    return all;
  }

  void WriteMappings() {
    const std::vector<bool> symbolized = SymbolizedMappings();
    for (size_t i = 0; i < profile_.mappings.size(); ++i) {
      WriteMapping(i + 1, profile_.mappings[i], symbolized[i]);
    }
  }

  void WriteMapping(uint64_t id, const Mapping& mapping, bool symbolized) {
    namespace m = pprof::mapping;
    pbf_writer message(writer_, fields::kMapping);
    message.add_uint64(m::kId, id);
    message.add_uint64(m::kStart, mapping.start);
    message.add_uint64(m::kLimit, mapping.limit);
    message.add_uint64(m::kFileOffset, mapping.file_offset);
    message.add_int64(m::kPath, strings_.Intern(mapping.path));
    message.add_int64(m::kBuildId, strings_.Intern(mapping.build_id));
    if (!symbolized) return;
    for (const uint32_t flag : {m::kHasFunctions, m::kHasFilenames,
                                m::kHasLineNumbers, m::kHasInlineFrames}) {
      message.add_bool(flag, true);
    }
  }

  void WriteLocations() {
    namespace l = pprof::location;
    for (size_t i = 0; i < profile_.locations.size(); ++i) {
      const Location& location = profile_.locations[i];
      pbf_writer message(writer_, fields::kLocation);
      message.add_uint64(l::kId, i + 1);
      if (location.mapping != kNoMapping) {
        message.add_uint64(l::kMappingId,
                           static_cast<uint64_t>(location.mapping) + 1);
      }
      message.add_uint64(l::kAddress, location.address);
      for (const Line& line : location.lines) {
        pbf_writer nested(message, l::kLine);
        nested.add_uint64(pprof::line::kFunctionId,
                          uint64_t{line.function} + 1);
        nested.add_int64(pprof::line::kLine, line.line);
      }
    }
  }

  void WriteFunctions() {
    namespace f = pprof::function;
    for (size_t i = 0; i < profile_.functions.size(); ++i) {
      const Function& function = profile_.functions[i];
      pbf_writer message(writer_, fields::kFunction);
      message.add_uint64(f::kId, i + 1);
      message.add_int64(f::kName, strings_.Intern(function.name));
      message.add_int64(f::kSystemName, strings_.Intern(function.system_name));
      message.add_int64(f::kFilename, strings_.Intern(function.filename));
      message.add_int64(f::kStartLine, function.start_line);
    }
  }

  void WriteInfo() {
    const SnapshotInfo& info = profile_.info;
    if (info.time_ns != 0) writer_.add_int64(fields::kTimeNanos, info.time_ns);
    WriteValueType(fields::kPeriodType, format::kPeriodType,
                   format::kUnitBytes);
    if (info.exact || info.interval_bytes > 1) {
      writer_.add_int64(fields::kPeriod, info.interval_bytes);
    }
    writer_.add_int64(fields::kDefaultSampleType,
                      strings_.Intern(format::kInuseSpace));
    for (const std::string& line : FormatSnapshotComments(info)) {
      writer_.add_int64(fields::kComment, strings_.Intern(line));
    }
    for (const std::string& line : profile_.comments) {
      writer_.add_int64(fields::kComment, strings_.Intern(line));
    }
  }

  const Profile& profile_;
  std::string bytes_;
  pbf_writer writer_;
  StringInterner strings_;
};

}  // namespace

std::string SerializeProfile(const Profile& profile, ProfileEncoding encoding) {
  std::string bytes = Serializer(profile).Run();
  return encoding == ProfileEncoding::kGzip ? Gzip(bytes) : bytes;
}

absl::Status WriteProfile(const Profile& profile, ProfileEncoding encoding,
                          const std::string& path) {
  return WriteFileBytes(path, SerializeProfile(profile, encoding));
}

}  // namespace leaktrace::report
