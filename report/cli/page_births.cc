// See page_births.h.
#include "report/cli/page_births.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <map>
#include <vector>

namespace leaktrace::report {

std::vector<BirthCell> MakeBirths(const OwnerSeries& series,
                                  const std::vector<size_t>& columns) {
  std::vector<int64_t> sequences;
  for (const size_t row : columns) {
    sequences.push_back(series.rows[row].sequence);
  }
  std::vector<BirthCell> births;
  for (size_t column = 0; column < columns.size(); ++column) {
    std::map<size_t, double> bytes;
    for (const CohortCell& cell : series.rows[columns[column]].cells) {
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
