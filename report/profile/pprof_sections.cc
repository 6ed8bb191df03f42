// See pprof_sections.h.
#include "report/profile/pprof_sections.h"

#include "absl/strings/str_format.h"
#include "report/profile/pprof_fields.h"

namespace leaktrace::report {
namespace {

namespace fields = pprof::profile;

constexpr uint64_t kFreeCopyBytes = uint64_t{64} << 20;
constexpr uint64_t kCopiesPerByte = 32;

// Where field `field` goes if it is one of the repeated messages or strings.
std::vector<std::string_view>* SectionOf(uint32_t field,
                                         PprofSections& sections) {
  switch (field) {
    case fields::kSampleType:
      return &sections.sample_types;
    case fields::kSample:
      return &sections.samples;
    case fields::kMapping:
      return &sections.mappings;
    case fields::kLocation:
      return &sections.locations;
    case fields::kFunction:
      return &sections.functions;
    case fields::kStringTable:
      return &sections.strings;
    default:
      return nullptr;
  }
}

void ReadTime(ProtobufCursor& cursor, PprofSections& sections) {
  const int64_t time_ns = cursor.SignedNumber();
  if (sections.time_ns.has_value()) {
    cursor.Fail("a second time_nanos: several profiles in one file");
  }
  sections.time_ns = time_ns;
}

// `comments` gets the cursor where it stands at a comment.
void ReadField(ProtobufCursor& cursor, PprofSections& sections,
               std::vector<ProtobufCursor>& comments) {
  std::vector<std::string_view>* section = SectionOf(cursor.field(), sections);
  if (section != nullptr) {
    section->push_back(cursor.Bytes());
  } else if (cursor.field() == fields::kTimeNanos) {
    ReadTime(cursor, sections);
  } else if (cursor.field() == fields::kComment) {
    comments.push_back(cursor);
  } else if (cursor.field() == fields::kPeriod) {
    sections.period = cursor.SignedNumber();
  }
}

absl::Status CheckStrings(const ProtobufCursor& cursor,
                          const PprofSections& sections) {
  if (sections.strings.empty()) {
    return cursor.MessageError("there is no string table");
  }
  if (!sections.strings.front().empty()) {
    return cursor.MessageError("string_table[0] is not the empty string");
  }
  return absl::OkStatus();
}

// Strings may come after the comments that refer to them.
absl::Status ReadComments(std::vector<ProtobufCursor>& comments,
                          PprofSections& sections) {
  std::vector<uint64_t> indices;
  for (ProtobufCursor& cursor : comments) {
    indices.clear();
    cursor.AppendNumbers(indices);
    for (const uint64_t index : indices) {
      sections.comments.push_back(StringAt(index, sections, cursor));
    }
    if (!cursor.status().ok()) return cursor.status();
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<PprofSections> SplitPprof(const InputBytes& input) {
  PprofSections sections;
  sections.copy_budget_bytes =
      kFreeCopyBytes + kCopiesPerByte * input.bytes().size();
  ProtobufCursor cursor(input, input.bytes(), "Profile");
  std::vector<ProtobufCursor> comments;
  while (cursor.Next()) ReadField(cursor, sections, comments);
  absl::Status status = cursor.status();
  if (status.ok()) status = CheckStrings(cursor, sections);
  if (status.ok()) status = ReadComments(comments, sections);
  if (!status.ok()) return status;
  return sections;
}

void FailString(uint64_t index, const PprofSections& sections,
                ProtobufCursor& cursor) {
  cursor.Fail(absl::StrFormat("string %d of %d strings", index,
                              sections.strings.size()));
}

std::string_view StringAt(uint64_t index, PprofSections& sections,
                          ProtobufCursor& cursor) {
  if (index >= sections.strings.size()) {
    FailString(index, sections, cursor);
    return {};
  }
  const std::string_view string = sections.strings[index];
  if (string.size() > sections.copy_budget_bytes) {
    cursor.Fail("the strings unfold to an absurd size");
    return {};
  }
  sections.copy_budget_bytes -= string.size();
  return string;
}

std::string_view ReadString(PprofSections& sections, ProtobufCursor& cursor) {
  return StringAt(cursor.Number(), sections, cursor);
}

}  // namespace leaktrace::report
