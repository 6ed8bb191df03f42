// The top level of a profile.proto: its messages by kind, still encoded, and
// its string table. Protobuf allows any order of fields, and samples refer to
// things that come after them; so the file is split first and decoded then.
#ifndef LEAKTRACE_REPORT_PROFILE_PPROF_SECTIONS_H_
#define LEAKTRACE_REPORT_PROFILE_PPROF_SECTIONS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "report/profile/input_bytes.h"
#include "report/profile/protobuf_cursor.h"

namespace leaktrace::report {

// Views into the input, all of them.
struct PprofSections {
  std::vector<std::string_view> sample_types;
  std::vector<std::string_view> samples;
  std::vector<std::string_view> mappings;
  std::vector<std::string_view> locations;
  std::vector<std::string_view> functions;
  std::vector<std::string_view> strings;  // [0] is ""
  std::vector<std::string_view> comments;
  std::optional<int64_t> time_ns;
  int64_t period = 0;
  // What may still be copied out of `strings`: a small file can refer to one
  // long string a million times.
  uint64_t copy_budget_bytes = 0;
};

absl::StatusOr<PprofSections> SplitPprof(const InputBytes& input);

// Says that there is no such string.
void FailString(uint64_t index, const PprofSections& sections,
                ProtobufCursor& cursor);

// The string that the current field of `cursor` is the index of. Fails the
// cursor when there is none.
std::string_view ReadString(PprofSections& sections, ProtobufCursor& cursor);

// The same for a string that may never be needed: its index, or 0.
inline uint64_t ReadStringIndex(const PprofSections& sections,
                                ProtobufCursor& cursor) {
  const uint64_t index = cursor.Number();
  if (index < sections.strings.size()) return index;
  FailString(index, sections, cursor);
  return 0;
}

// The string of that index; fails the cursor when there is none, or when too
// much has been copied already.
std::string_view StringAt(uint64_t index, PprofSections& sections,
                          ProtobufCursor& cursor);

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_PROFILE_PPROF_SECTIONS_H_
