// See sample_columns.h.
#include "report/profile/sample_columns.h"

#include <algorithm>
#include <initializer_list>
#include <string_view>
#include <vector>

#include "absl/strings/str_format.h"
#include "preload/snapshot_format.h"
#include "report/profile/pprof_fields.h"

namespace leaktrace::report {
namespace {

constexpr std::string_view kObjects = "objects";
constexpr std::string_view kSpace = "space";

struct Column {
  std::string_view type;
  std::string_view unit;
};

absl::StatusOr<std::vector<Column>> ReadColumns(const InputBytes& input,
                                                PprofSections& sections) {
  namespace fields = pprof::value_type;
  std::vector<Column> columns;
  for (const std::string_view message : sections.sample_types) {
    ProtobufCursor cursor(input, message, "ValueType");
    Column& column = columns.emplace_back();
    while (cursor.Next()) {
      const uint32_t field = cursor.field();
      if (field == fields::kType) column.type = ReadString(sections, cursor);
      if (field == fields::kUnit) column.unit = ReadString(sections, cursor);
    }
    if (!cursor.status().ok()) return cursor.status();
  }
  return columns;
}

std::optional<size_t> Find(const std::vector<Column>& columns,
                           std::initializer_list<std::string_view> names) {
  for (const std::string_view name : names) {
    const auto found =
        std::find_if(columns.begin(), columns.end(),
                     [name](const Column& c) { return c.type == name; });
    if (found != columns.end()) return found - columns.begin();
  }
  return std::nullopt;
}

absl::Status CheckUnit(const InputBytes& input, const Column& column) {
  if (column.unit == format::kUnitBytes) return absl::OkStatus();
  return input.Unusable(
      absl::StrFormat("sample type %s is in %s; it must be in bytes",
                      column.type, column.unit));
}

absl::Status NotAHeapProfile(const InputBytes& input,
                             const std::vector<Column>& columns) {
  std::string names;
  for (const Column& column : columns) {
    const char* const comma = names.empty() ? "" : ", ";
    absl::StrAppendFormat(&names, "%s%s/%s", comma, column.type, column.unit);
  }
  return input.Unusable(absl::StrFormat(
      "not a heap profile: its sample types are %s; give a profile with "
      "inuse_space or space, in bytes",
      names.empty() ? "none" : names));
}

}  // namespace

absl::StatusOr<SampleColumns> FindSampleColumns(const InputBytes& input,
                                                PprofSections& sections) {
  const absl::StatusOr<std::vector<Column>> columns =
      ReadColumns(input, sections);
  if (!columns.ok()) return columns.status();
  const auto live = Find(*columns, {format::kInuseSpace, kSpace});
  if (!live.has_value()) return NotAHeapProfile(input, *columns);
  SampleColumns found;
  found.count = columns->size();
  found.live_bytes = *live;
  found.live_objects = Find(*columns, {format::kInuseObjects, kObjects});
  found.alloc_bytes = Find(*columns, {format::kAllocSpace});
  found.alloc_objects = Find(*columns, {format::kAllocObjects});
  absl::Status status = CheckUnit(input, (*columns)[*live]);
  if (found.alloc_bytes.has_value()) {
    status.Update(CheckUnit(input, (*columns)[*found.alloc_bytes]));
  }
  if (!status.ok()) return status;
  return found;
}

}  // namespace leaktrace::report
