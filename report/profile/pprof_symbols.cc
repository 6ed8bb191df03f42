// See pprof_symbols.h. Each Read* decodes one message, and finishes by giving
// its id a position in an IdTable.
#include "report/profile/pprof_symbols.h"

#include "absl/strings/str_format.h"
#include "report/profile/pprof_fields.h"

namespace leaktrace::report {
namespace {

struct Tables {
  const InputBytes& input;
  PprofSections& sections;
  IdTable mappings;
  IdTable functions;
  IdTable locations;
};

absl::Status Finish(const ProtobufCursor& cursor, uint64_t id, IdTable& ids) {
  if (!cursor.status().ok()) return cursor.status();
  if (ids.Add(id)) return absl::OkStatus();
  return cursor.MessageError(absl::StrFormat("id %d is 0 or used twice", id));
}

uint32_t ReadReference(ProtobufCursor& cursor, const IdTable& ids) {
  const uint64_t id = cursor.Number();
  const uint32_t index = ids.Find(id);
  if (index != IdTable::kNone) return index;
  cursor.Fail(absl::StrFormat("id %d does not exist", id));
  return 0;
}

absl::Status ReadMapping(std::string_view message, Tables& tables,
                         Profile& profile) {
  namespace fields = pprof::mapping;
  ProtobufCursor cursor(tables.input, message, "Mapping");
  Mapping mapping;
  uint64_t id = 0;
  while (cursor.Next()) {
    const uint32_t field = cursor.field();
    if (field == fields::kId) id = cursor.Number();
    if (field == fields::kStart) mapping.start = cursor.Number();
    if (field == fields::kLimit) mapping.limit = cursor.Number();
    if (field == fields::kFileOffset) mapping.file_offset = cursor.Number();
    if (field == fields::kPath) {
      mapping.path = ReadString(tables.sections, cursor);
    }
    if (field == fields::kBuildId) {
      mapping.build_id = ReadString(tables.sections, cursor);
    }
  }
  profile.mappings.push_back(std::move(mapping));
  return Finish(cursor, id, tables.mappings);
}

absl::Status ReadFunction(std::string_view message, Tables& tables,
                          Profile& profile) {
  namespace fields = pprof::function;
  ProtobufCursor cursor(tables.input, message, "Function");
  Function function;
  uint64_t id = 0;
  while (cursor.Next()) {
    const uint32_t field = cursor.field();
    if (field == fields::kId) id = cursor.Number();
    if (field == fields::kName) {
      function.name = ReadString(tables.sections, cursor);
    }
    if (field == fields::kSystemName) {
      function.system_name = ReadString(tables.sections, cursor);
    }
    if (field == fields::kFilename) {
      function.filename = ReadString(tables.sections, cursor);
    }
    if (field == fields::kStartLine) {
      function.start_line = cursor.SignedNumber();
    }
  }
  profile.functions.push_back(std::move(function));
  return Finish(cursor, id, tables.functions);
}

absl::Status ReadLine(std::string_view message, const Tables& tables,
                      Location& location) {
  namespace fields = pprof::line;
  ProtobufCursor cursor(tables.input, message, "Line");
  Line line;
  bool has_function = false;
  while (cursor.Next()) {
    if (cursor.field() == fields::kFunctionId) {
      line.function = ReadReference(cursor, tables.functions);
      has_function = true;
    }
    if (cursor.field() == fields::kLine) line.line = cursor.SignedNumber();
  }
  if (!cursor.status().ok()) return cursor.status();
  if (!has_function) return cursor.MessageError("there is no function");
  location.lines.push_back(line);
  return absl::OkStatus();
}

absl::Status ReadLocation(std::string_view message, Tables& tables,
                          Profile& profile) {
  namespace fields = pprof::location;
  ProtobufCursor cursor(tables.input, message, "Location");
  Location location;
  uint64_t id = 0;
  while (cursor.Next()) {
    const uint32_t field = cursor.field();
    if (field == fields::kId) id = cursor.Number();
    if (field == fields::kAddress) location.address = cursor.Number();
    if (field == fields::kMappingId && cursor.Number() != 0) {
      location.mapping =
          static_cast<int32_t>(ReadReference(cursor, tables.mappings));
    }
    if (field == fields::kLine) {
      cursor.Check(ReadLine(cursor.Bytes(), tables, location));
    }
  }
  profile.locations.push_back(std::move(location));
  return Finish(cursor, id, tables.locations);
}

using ReadMessage = absl::Status (*)(std::string_view, Tables&, Profile&);

absl::Status ReadAll(const std::vector<std::string_view>& messages,
                     ReadMessage read, Tables& tables, Profile& profile) {
  for (const std::string_view message : messages) {
    absl::Status status = read(message, tables, profile);
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<IdTable> ReadPprofSymbols(const InputBytes& input,
                                         PprofSections& sections,
                                         Profile& profile) {
  Tables tables{input, sections, {}, {}, {}};
  absl::Status status =
      ReadAll(sections.mappings, ReadMapping, tables, profile);
  profile.functions.reserve(sections.functions.size());
  status.Update(ReadAll(sections.functions, ReadFunction, tables, profile));
  if (!status.ok()) return status;
  profile.locations.reserve(sections.locations.size());
  status = ReadAll(sections.locations, ReadLocation, tables, profile);
  if (!status.ok()) return status;
  return std::move(tables.locations);
}

}  // namespace leaktrace::report
