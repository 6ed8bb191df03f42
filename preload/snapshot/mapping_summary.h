// Which mappings hold the anonymous memory of the process, by name: the sum of
// "Anonymous" and "Swap" of /proc/self/smaps, so that the names add up to
// RssAnon and VmSwap.
//
// Contract: no heap, fixed size. At most kMaxNames names; of more the smallest
// are added up under kOtherMappings. Zero bytes are a valid, empty summary.
#ifndef LEAKTRACE_PRELOAD_SNAPSHOT_MAPPING_SUMMARY_H_
#define LEAKTRACE_PRELOAD_SNAPSHOT_MAPPING_SUMMARY_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace leaktrace {

struct MappingTotal {
  static constexpr size_t kMaxNameBytes = 118;

  uint64_t bytes = 0;
  uint16_t name_bytes = 0;
  char name[kMaxNameBytes] = {};  // the end of a longer one

  std::string_view name_view() const { return {name, name_bytes}; }
};

class MappingSummary {
 public:
  static constexpr size_t kMaxNames = 32;

  void Clear() { count_ = 0; }
  void Add(std::string_view name, uint64_t bytes);

  std::span<const MappingTotal> totals() const { return {totals_, count_}; }

 private:
  MappingTotal* Find(std::string_view name);
  MappingTotal* Smallest();

  MappingTotal totals_[kMaxNames] = {};
  size_t count_ = 0;
};

// Adds up the smaps that `fd` reads through `buffer`. False: it could not be
// read to its end.
bool ReadMappings(long fd, std::span<char> buffer, MappingSummary* summary);

}  // namespace leaktrace

#endif  // LEAKTRACE_PRELOAD_SNAPSHOT_MAPPING_SUMMARY_H_
