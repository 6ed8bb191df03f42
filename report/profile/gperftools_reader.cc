// See gperftools_reader.h.
#include "report/profile/gperftools_reader.h"

#include <algorithm>
#include <optional>

#include "absl/strings/str_format.h"
#include "report/profile/heap_text.h"
#include "report/profile/text_scanner.h"

namespace leaktrace::report {
namespace {

// 0 where a sampled kind does not say its interval: then nothing can be
// weighted, and the values are not exact either.
constexpr int64_t kUnknownInterval = 0;

// The mean sampling interval from "KIND[/R]": v2 has it as it is, v1 ("heap")
// twice of it, and the other kinds are not sampled.
std::optional<int64_t> IntervalOf(std::string_view kind,
                                  std::optional<int64_t> rate) {
  if (rate.has_value() && *rate < 0) return std::nullopt;
  const int64_t interval = rate.value_or(kUnknownInterval);
  if (kind == "heap_v2" || kind == "heapz_v2") return interval;
  if (kind == "heap") return interval <= 1 ? interval : interval / 2;
  if (kind == "heapprofile" || kind.starts_with("growth") ||
      kind.starts_with("fragmentation")) {
    return 1;
  }
  return std::nullopt;
}

std::optional<int64_t> ParseHeader(std::string_view text) {
  TextScanner line(text);
  line.Consume(kGperftoolsMagic);
  if (!ScanHeapCounts(line).has_value() || !line.Consume("@")) return {};
  line.SkipSpaces();
  const std::string_view word = line.Word();
  const size_t slash = std::min(word.find('/'), word.size());
  std::optional<int64_t> rate;
  if (slash != word.size()) {
    rate = TextScanner(word.substr(slash + 1)).Number();
    if (!rate.has_value()) return {};
  }
  return IntervalOf(word.substr(0, slash), rate);
}

bool IsIgnored(std::string_view line) {
  const size_t first = line.find_first_not_of(" \t");
  return first == line.npos || line[first] == '#';
}

absl::Status ReadRow(const InputBytes& input, std::string_view text,
                     HeapText& heap) {
  TextScanner line(text);
  const std::optional<HeapCounts> counts = ScanHeapCounts(line);
  if (!counts.has_value() || !line.Consume("@")) {
    return input.Corrupt(line.rest().data(),
                         "a row \"N: BYTES [N: BYTES] @ ADDRESS...\" was "
                         "expected");
  }
  absl::Status status = heap.ReadStack(line);
  if (status.ok()) heap.AddSample(*counts);
  return status;
}

}  // namespace

absl::StatusOr<Profile> ReadGperftools(const InputBytes& input) {
  TextScanner text(input.bytes());
  const std::optional<int64_t> interval = ParseHeader(text.Line());
  if (!interval.has_value()) {
    return input.Unknown(
        "its first line is not a known \"heap profile:\" header; leaktrace "
        "reads the kinds heap, heap_v2, heapz_v2, heapprofile, growth and "
        "fragmentation");
  }
  HeapText heap(input, *interval);
  while (!text.AtEnd()) {
    const std::string_view line = text.Line();
    if (HeapText::StartsMappings(line)) {
      heap.ReadMappings(text);
      break;
    }
    if (IsIgnored(line)) continue;
    absl::Status status = ReadRow(input, line, heap);
    if (!status.ok()) return status;
  }
  return heap.Finish();
}

}  // namespace leaktrace::report
