// See jemalloc_reader.h.
#include "report/profile/jemalloc_reader.h"

#include <optional>

#include "report/profile/heap_text.h"
#include "report/profile/text_scanner.h"

namespace leaktrace::report {
namespace {

// Where the reader is between lines.
enum class Place { kTotals, kStack, kCounted };

class JemallocReader {
 public:
  JemallocReader(const InputBytes& input, int64_t interval_bytes)
      : input_(input), heap_(input, interval_bytes) {}

  absl::StatusOr<Profile> Run(TextScanner text) {
    while (!text.AtEnd()) {
      const std::string_view line = text.Line();
      if (HeapText::StartsMappings(line)) {
        heap_.ReadMappings(text);
        break;
      }
      if (absl::Status s = ReadLine(TextScanner(line)); !s.ok()) return s;
    }
    if (place_ == Place::kStack) return MissingCounts(text);
    return heap_.Finish();
  }

 private:
  absl::Status ReadLine(TextScanner line) {
    line.SkipSpaces();
    if (line.AtEnd()) return absl::OkStatus();
    if (line.Consume("@")) {
      if (place_ == Place::kStack) return MissingCounts(line);
      place_ = Place::kStack;
      return heap_.ReadStack(line);
    }
    if (line.Consume("t*:")) return ReadCounts(line);
    if (line.Consume("t")) return absl::OkStatus();  // a part of t*
    return input_.Corrupt(line.rest().data(),
                          "a stack \"@ ...\" or counts \"t...\" were expected");
  }

  absl::Status ReadCounts(TextScanner line) {
    const std::optional<HeapCounts> counts = ScanHeapCounts(line);
    if (!counts.has_value()) {
      return input_.Corrupt(line.rest().data(),
                            "counts \"N: BYTES [N: BYTES]\" were expected");
    }
    if (place_ == Place::kCounted) {
      return input_.Corrupt(line.rest().data(), "a stack has two t* lines");
    }
    if (place_ == Place::kTotals) return absl::OkStatus();
    heap_.AddSample(*counts);
    place_ = Place::kCounted;
    return absl::OkStatus();
  }

  absl::Status MissingCounts(const TextScanner& at) const {
    return input_.Corrupt(at.rest().data(), "a stack has no t* line");
  }

  const InputBytes& input_;
  HeapText heap_;
  Place place_ = Place::kTotals;
};

}  // namespace

absl::StatusOr<Profile> ReadJemalloc(const InputBytes& input) {
  TextScanner text(input.bytes());
  TextScanner header(text.Line());
  header.Consume(kJemallocMagic);
  const std::optional<int64_t> interval = header.Number();
  if (!interval.has_value() || *interval < 1) {
    return input.Corrupt(header.rest().data(),
                         "a sampling interval was expected");
  }
  return JemallocReader(input, *interval).Run(text);
}

}  // namespace leaktrace::report
