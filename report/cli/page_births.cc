// See page_births.h.
#include "report/cli/page_births.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <iterator>
#include <map>
#include <vector>

namespace leaktrace::report {

namespace {

const SeriesRow* NewestUpTo(int64_t sequence, const OwnerSeries& series) {
  const auto later = std::upper_bound(
      series.rows.begin(), series.rows.end(), sequence,
      [](int64_t s, const SeriesRow& row) { return s < row.sequence; });
  return later == series.rows.begin() ? nullptr : &*std::prev(later);
}

}  // namespace

std::vector<BirthCell> MakeBirths(const OwnerSeries& series,
                                  const std::vector<int64_t>& sequences) {
  std::vector<BirthCell> births;
  for (size_t column = 0; column < sequences.size(); ++column) {
    const SeriesRow* const row = NewestUpTo(sequences[column], series);
    if (row == nullptr) continue;
    std::map<size_t, double> bytes;
    for (const CohortCell& cell : row->cells) {
      const auto closing =
          std::lower_bound(sequences.begin(), sequences.end(), cell.epoch);
      const auto epoch = static_cast<size_t>(closing - sequences.begin());
      bytes[std::min(epoch, column)] += cell.bytes;
    }
    for (const auto& [epoch, sum] : bytes) {
      if (sum > 0) births.push_back({column, epoch, std::llround(sum)});
    }
  }
  return births;
}

}  // namespace leaktrace::report
