#include "preload/snapshot/profile_writer.h"

#include <cerrno>

#include "preload/snapshot/wire_message.h"

namespace leaktrace {
namespace {

// Field numbers of github.com/google/pprof, proto/profile.proto.
namespace profile_field {
constexpr uint32_t kSampleType = 1;
constexpr uint32_t kSample = 2;
constexpr uint32_t kMapping = 3;
constexpr uint32_t kLocation = 4;
constexpr uint32_t kStringTable = 6;
constexpr uint32_t kTimeNanos = 9;
constexpr uint32_t kPeriodType = 11;
constexpr uint32_t kPeriod = 12;
constexpr uint32_t kComment = 13;
constexpr uint32_t kDefaultSampleType = 14;
}  // namespace profile_field

namespace value_type_field {
constexpr uint32_t kType = 1;
constexpr uint32_t kUnit = 2;
}  // namespace value_type_field

namespace sample_field {
constexpr uint32_t kLocationId = 1;
constexpr uint32_t kValue = 2;
constexpr uint32_t kLabel = 3;
}  // namespace sample_field

namespace label_field {
constexpr uint32_t kKey = 1;
constexpr uint32_t kText = 2;
constexpr uint32_t kNumber = 3;
constexpr uint32_t kNumberUnit = 4;
}  // namespace label_field

namespace mapping_field {
constexpr uint32_t kId = 1;
constexpr uint32_t kMemoryStart = 2;
constexpr uint32_t kMemoryLimit = 3;
constexpr uint32_t kFileOffset = 4;
constexpr uint32_t kFileName = 5;
constexpr uint32_t kBuildId = 6;
}  // namespace mapping_field

namespace location_field {
constexpr uint32_t kId = 1;
constexpr uint32_t kMappingId = 2;
constexpr uint32_t kAddress = 3;
}  // namespace location_field

constexpr size_t kSmallMessageBytes = 96;
constexpr size_t kMaxValues = 8;
constexpr size_t kMaxLabels = 8;
constexpr size_t kMaxIdBytes = 5;  // varint of 32 bits

using SmallMessage = WireMessage<kSmallMessageBytes>;
using PackedIds =
    WireMessage<ProfileWriter::kMaxFrames * kMaxIdBytes + kMaxVarintBytes>;
using PackedValues = WireMessage<(kMaxValues + 1) * kMaxVarintBytes>;
using SampleMessage = WireMessage<sizeof(PackedIds) + sizeof(PackedValues) +
                                  kMaxLabels * kSmallMessageBytes>;

uint64_t Index(StringId id) { return static_cast<uint32_t>(id); }

SmallMessage EncodeValueType(const ProfileValueType& type) {
  SmallMessage message;
  message.AddNumber(value_type_field::kType, Index(type.type));
  message.AddNumber(value_type_field::kUnit, Index(type.unit));
  return message;
}

SmallMessage EncodeLabel(const ProfileLabel& label) {
  SmallMessage message;
  message.AddNumber(label_field::kKey, Index(label.key));
  message.AddNumber(label_field::kText, Index(label.text));
  message.AddNumber(label_field::kNumber, label.number);
  message.AddNumber(label_field::kNumberUnit, Index(label.unit));
  return message;
}

}  // namespace

ProfileWriter::ProfileWriter(sys::FileWriter& file) : file_(file) {
  AddString("");
}

void ProfileWriter::WriteVarint(uint64_t value) {
  uint8_t bytes[kMaxVarintBytes];
  file_.Append(bytes, EncodeVarint(value, bytes));
}

void ProfileWriter::WriteNumber(uint32_t field, uint64_t value) {
  WriteVarint(WireTag(field, WireType::kVarint));
  WriteVarint(value);
}

template <typename Message>
void ProfileWriter::WriteMessage(uint32_t field, const Message& message) {
  if (message.overflowed()) return file_.Fail(EOVERFLOW);
  WriteVarint(WireTag(field, WireType::kLengthDelimited));
  WriteVarint(message.bytes().size());
  file_.Append(message.bytes().data(), message.bytes().size());
}

StringId ProfileWriter::AddString(std::string_view text) {
  WriteVarint(WireTag(profile_field::kStringTable, WireType::kLengthDelimited));
  WriteVarint(text.size());
  file_.Append(text.data(), text.size());
  return StringId{string_count_++};
}

void ProfileWriter::AddComment(std::string_view prefix, std::string_view text) {
  WriteVarint(WireTag(profile_field::kStringTable, WireType::kLengthDelimited));
  WriteVarint(prefix.size() + text.size());
  file_.Append(prefix.data(), prefix.size());
  file_.Append(text.data(), text.size());
  WriteNumber(profile_field::kComment, string_count_++);
}

void ProfileWriter::AddSampleType(const ProfileValueType& type) {
  WriteMessage(profile_field::kSampleType, EncodeValueType(type));
}

void ProfileWriter::SetPeriod(const ProfileValueType& type, uint64_t period) {
  WriteMessage(profile_field::kPeriodType, EncodeValueType(type));
  WriteNumber(profile_field::kPeriod, period);
}

void ProfileWriter::SetTime(uint64_t time_ns) {
  WriteNumber(profile_field::kTimeNanos, time_ns);
}

void ProfileWriter::SetDefaultSampleType(StringId type) {
  WriteNumber(profile_field::kDefaultSampleType, Index(type));
}

uint32_t ProfileWriter::AddMapping(const ProfileMapping& mapping) {
  SmallMessage message;
  message.AddNumber(mapping_field::kId, ++mapping_count_);
  message.AddNumber(mapping_field::kMemoryStart, mapping.start);
  message.AddNumber(mapping_field::kMemoryLimit, mapping.limit);
  message.AddNumber(mapping_field::kFileOffset, mapping.file_offset);
  message.AddNumber(mapping_field::kFileName, Index(mapping.file_name));
  message.AddNumber(mapping_field::kBuildId, Index(mapping.build_id));
  WriteMessage(profile_field::kMapping, message);
  return mapping_count_;
}

uint32_t ProfileWriter::AddLocation(uint32_t mapping_id, uint64_t address) {
  SmallMessage message;
  message.AddNumber(location_field::kId, ++location_count_);
  message.AddNumber(location_field::kMappingId, mapping_id);
  message.AddNumber(location_field::kAddress, address);
  WriteMessage(profile_field::kLocation, message);
  return location_count_;
}

void ProfileWriter::AddSample(const ProfileSample& sample) {
  PackedIds ids;
  for (const uint32_t id : sample.location_ids) ids.AddVarint(id);
  PackedValues values;
  for (const uint64_t value : sample.values) values.AddVarint(value);
  if (ids.overflowed() || values.overflowed()) return file_.Fail(EOVERFLOW);
  SampleMessage message;
  message.AddBytes(sample_field::kLocationId, ids.bytes());
  message.AddBytes(sample_field::kValue, values.bytes());
  for (const ProfileLabel& label : sample.labels) {
    message.AddBytes(sample_field::kLabel, EncodeLabel(label).bytes());
  }
  WriteMessage(profile_field::kSample, message);
}

}  // namespace leaktrace
