// Flattens overlapping ranges into disjoint ones with one sweep.
#include "symbolizer/range_index.h"

#include <algorithm>
#include <utility>

namespace leaktrace::symbolizer {

void RangeIndex::Add(uint64_t start, uint64_t end, uint32_t value) {
  if (start < end) ranges_.push_back({start, end, value});
}

void RangeIndex::Build() {
  std::stable_sort(
      ranges_.begin(), ranges_.end(), [](const Range& a, const Range& b) {
        return a.start != b.start ? a.start < b.start : a.end > b.end;
      });
  std::vector<Range> flat;
  std::vector<Range> open;  // innermost last
  uint64_t done = 0;        // everything below is in `flat`
  const auto emit_until = [&](uint64_t end) {
    if (done < end) flat.push_back({done, end, open.back().value});
    done = std::max(done, end);
  };
  const auto close_until = [&](uint64_t address) {
    while (!open.empty() && open.back().end <= address) {
      emit_until(open.back().end);
      open.pop_back();
    }
  };
  for (const Range& range : ranges_) {
    close_until(range.start);
    if (!open.empty()) emit_until(range.start);
    done = range.start;
    const bool is_repeated = !open.empty() &&
                             open.back().start == range.start &&
                             open.back().end == range.end;
    if (!is_repeated) open.push_back(range);
  }
  close_until(UINT64_MAX);
  ranges_ = std::move(flat);
  ranges_.shrink_to_fit();
}

std::optional<uint32_t> RangeIndex::Find(uint64_t address) const {
  auto after = std::upper_bound(
      ranges_.begin(), ranges_.end(), address,
      [](uint64_t wanted, const Range& range) { return wanted < range.start; });
  if (after == ranges_.begin()) return std::nullopt;
  --after;
  if (address >= after->end) return std::nullopt;
  return after->value;
}

}  // namespace leaktrace::symbolizer
