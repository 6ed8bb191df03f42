// See mapped_libraries.h.
#include "report/profile/mapped_libraries.h"

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "report/profile/text_scanner.h"

namespace leaktrace::report {
namespace {

bool IsPermissions(std::string_view word) {
  return word.size() == 4 && word.find_first_not_of("rwxps-") == word.npos;
}

bool ScanRange(TextScanner& line, Mapping& mapping) {
  line.SkipSpaces();
  const std::optional<uint64_t> start = line.Hex();
  if (!start.has_value() || !line.Consume("-")) return false;
  const std::optional<uint64_t> limit = line.Hex();
  if (!limit.has_value() || *limit <= *start) return false;
  mapping.start = *start;
  mapping.limit = *limit;
  line.Consume(":");
  line.SkipSpaces();
  return true;
}

// "OFFSET DEVICE INODE PATH", the rest of a /proc/PID/maps line. The path may
// hold blanks.
bool ScanProcMaps(TextScanner& line, Mapping& mapping) {
  const std::optional<uint64_t> offset = line.Hex();
  line.SkipSpaces();
  const std::string_view device = line.Word();
  line.SkipSpaces();
  if (!offset.has_value() || device.find(':') == device.npos) return false;
  line.Word();  // inode
  mapping.file_offset = *offset;
  line.SkipSpaces();
  mapping.path = line.rest();
  return true;
}

// "PATH [(@OFFSET)] [BUILDID]".
void ScanBrief(TextScanner& line, Mapping& mapping) {
  mapping.path = line.Word();
  line.SkipSpaces();
  if (line.Consume("(@")) {
    mapping.file_offset = line.Hex().value_or(0);
    line.Consume(")");
    line.SkipSpaces();
  }
  mapping.build_id = line.Word();
  for (char& c : mapping.build_id) c = absl::ascii_tolower(c);
}

}  // namespace

std::optional<Mapping> ParseMappedLibrary(std::string_view text) {
  TextScanner line(text);
  Mapping mapping;
  if (!ScanRange(line, mapping)) return std::nullopt;
  TextScanner after_permissions = line;
  const std::string_view word = after_permissions.Word();
  if (IsPermissions(word)) {
    if (word.find('x') == word.npos) return std::nullopt;
    line = after_permissions;
    line.SkipSpaces();
  }
  TextScanner proc = line;
  if (!ScanProcMaps(proc, mapping)) ScanBrief(line, mapping);
  if (mapping.path.empty()) return std::nullopt;
  return mapping;
}

void AttachMappings(Profile& profile) {
  const std::vector<Mapping>& mappings = profile.mappings;
  std::vector<int32_t> order(mappings.size());
  std::iota(order.begin(), order.end(), 0);
  std::sort(order.begin(), order.end(), [&](int32_t a, int32_t b) {
    return mappings[a].start < mappings[b].start;
  });
  for (Location& location : profile.locations) {
    const auto after =
        std::upper_bound(order.begin(), order.end(), location.address,
                         [&](uint64_t address, int32_t i) {
                           return address < mappings[i].start;
                         });
    if (after == order.begin()) continue;
    const int32_t candidate = *(after - 1);
    if (location.address < mappings[candidate].limit) {
      location.mapping = candidate;
    }
  }
}

}  // namespace leaktrace::report
