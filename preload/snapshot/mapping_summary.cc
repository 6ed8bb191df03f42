// Mappings without a name are told apart by what surrounds them: a thread's
// stack follows its guard, an arena of glibc begins at a multiple of its size.
#include "preload/snapshot/mapping_summary.h"

#include <cstring>

#include "preload/snapshot/maps_reader.h"
#include "preload/snapshot/text_scanner.h"
#include "preload/snapshot_format.h"

namespace leaktrace {
namespace {

// glibc's HEAP_MAX_SIZE.
constexpr uint64_t kArenaBytes = 64ull << 20;
constexpr uint64_t kMaxGuardBytes = 64ull << 10;

bool IsGuard(const MapsLine& line) {
  return !line.is_accessible && line.path.empty() &&
         line.limit - line.start <= kMaxGuardBytes;
}

// "Anonymous:        12 kB", "Swap:  0 kB".
bool ConsumeAnonymous(std::string_view text, uint64_t* bytes) {
  constexpr uint64_t kUnitBytes = 1024;
  uint64_t kilobytes = 0;
  if (!ConsumePrefix(&text, "Anonymous:") && !ConsumePrefix(&text, "Swap:")) {
    return false;
  }
  SkipBlanks(&text);
  if (!ConsumeDecimal(&text, &kilobytes) || text != " kB") return false;
  *bytes = kilobytes > UINT64_MAX / kUnitBytes ? 0 : kilobytes * kUnitBytes;
  return true;
}

// Keeps the end of a name that is too long: it tells more than the beginning.
std::string_view Shortened(std::string_view name) {
  if (name.size() > MappingTotal::kMaxNameBytes) {
    name.remove_prefix(name.size() - MappingTotal::kMaxNameBytes);
  }
  return name;
}

void Rename(MappingTotal* total, std::string_view name) {
  memcpy(total->name, name.data(), name.size());
  total->name_bytes = static_cast<uint16_t>(name.size());
}

// The mapping being read. Whether it is an arena shows in the one behind it.
class OpenMapping {
 public:
  void Begin(const MapsLine& line) {
    start_ = line.start;
    limit_ = line.limit;
    bytes_ = 0;
    Rename(&name_, Shortened(line.path));
    follows_guard_ = line.start == guard_limit_;
    guard_limit_ = IsGuard(line) ? line.limit : 0;
  }
  void Add(uint64_t bytes) { bytes_ += bytes; }
  // `next` is null at the end.
  void End(const MapsLine* next, MappingSummary* summary) const {
    summary->Add(NameBefore(next), bytes_);
  }

 private:
  std::string_view NameBefore(const MapsLine* next) const {
    if (name_.name_bytes != 0) return name_.name_view();
    if (IsArenaBefore(next)) return format::kArenaMappings;
    return follows_guard_ ? format::kStackMappings : format::kUnnamedMappings;
  }
  // Up to a multiple of its size, with what is set aside for its rest.
  bool IsArenaBefore(const MapsLine* next) const {
    const bool has_rest =
        next != nullptr && !next->is_accessible && next->start == limit_;
    const uint64_t end = has_rest ? next->limit : limit_;
    return start_ % kArenaBytes == 0 && end % kArenaBytes == 0;
  }

  MappingTotal name_;
  uint64_t start_ = 0;
  uint64_t limit_ = 0;
  uint64_t bytes_ = 0;
  uint64_t guard_limit_ = 0;
  bool follows_guard_ = false;
};

}  // namespace

void MappingSummary::Add(std::string_view name, uint64_t bytes) {
  if (bytes == 0) return;
  name = Shortened(name);
  MappingTotal* total = Find(name);
  if (total == nullptr && count_ < kMaxNames - 1) {
    total = &totals_[count_++];
    total->bytes = 0;
    Rename(total, name);
  }
  if (total != nullptr) {
    total->bytes += bytes;
    return;
  }
  // The last place is that of all which found none.
  if (name != format::kOtherMappings) {
    MappingTotal* const smallest = Smallest();
    if (smallest->bytes < bytes) {
      const uint64_t displaced = smallest->bytes;
      smallest->bytes = bytes;
      Rename(smallest, name);
      bytes = displaced;
    }
  }
  if (count_ < kMaxNames) {
    totals_[count_++].bytes = 0;
    Rename(&totals_[kMaxNames - 1], format::kOtherMappings);
  }
  totals_[kMaxNames - 1].bytes += bytes;
}

MappingTotal* MappingSummary::Find(std::string_view name) {
  for (size_t i = 0; i < count_; ++i) {
    if (totals_[i].name_view() == name) return &totals_[i];
  }
  return nullptr;
}

MappingTotal* MappingSummary::Smallest() {
  MappingTotal* smallest = &totals_[0];
  for (size_t i = 1; i < kMaxNames - 1; ++i) {
    if (totals_[i].bytes < smallest->bytes) smallest = &totals_[i];
  }
  return smallest;
}

bool ReadMappings(long fd, std::span<char> buffer, MappingSummary* summary) {
  summary->Clear();
  MapsReader reader(fd, buffer);
  std::string_view text;
  OpenMapping mapping;
  while (reader.NextText(&text)) {
    MapsLine line;
    uint64_t bytes = 0;
    if (ConsumeAnonymous(text, &bytes)) {
      mapping.Add(bytes);
    } else if (ParseMapsLine(text, &line)) {
      mapping.End(&line, summary);
      mapping.Begin(line);
    }
  }
  mapping.End(nullptr, summary);
  return !reader.failed();
}

}  // namespace leaktrace
