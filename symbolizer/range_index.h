// Address ranges that may nest or overlap -> which one covers an address.
//
// Contract: Add everything, Build once, then Find in O(log n). Where ranges
// overlap the one that starts last wins (then the shorter, then the one added
// first), which is the innermost one if they nest.
#ifndef LEAKTRACE_SYMBOLIZER_RANGE_INDEX_H_
#define LEAKTRACE_SYMBOLIZER_RANGE_INDEX_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace leaktrace::symbolizer {

class RangeIndex {
 public:
  // [start, end); an empty or reversed range is ignored.
  void Add(uint64_t start, uint64_t end, uint32_t value);
  void Build();

  std::optional<uint32_t> Find(uint64_t address) const;
  size_t size() const { return ranges_.size(); }
  size_t size_bytes() const { return ranges_.size() * sizeof(Range); }

 private:
  struct Range {
    uint64_t start;
    uint64_t end;
    uint32_t value;
  };

  std::vector<Range> ranges_;  // after Build: sorted and disjoint
};

}  // namespace leaktrace::symbolizer

#endif  // LEAKTRACE_SYMBOLIZER_RANGE_INDEX_H_
