// Owner ids are dense, so their positions are in a plain table; cohorts are
// found by hash and sorted in the end.
#include "report/analysis/snapshot_sums.h"

#include <algorithm>
#include <tuple>

#include "report/analysis/snapshot_series.h"

namespace leaktrace::report {

SnapshotSums SumsBuilder::Add(std::span<const DigestRow> rows,
                              std::span<const uint32_t> owners, bool births) {
  SnapshotSums sums;
  cohorts_.clear();
  for (const DigestRow& row : rows) {
    const uint32_t owner = owners[row.stack];
    sums.total.Add(row);
    if (owner == kNotShown) continue;
    TotalsOf(owner, sums).Add(row);
    if (births && row.birth != kNoBirth) AddCohort(row, owner, sums);
  }
  for (const auto& entry : sums.owners) slots_[entry.owner] = 0;
  std::sort(sums.cohorts.begin(), sums.cohorts.end(),
            [](const auto& a, const auto& b) {
              return std::tie(a.owner, a.birth) < std::tie(b.owner, b.birth);
            });
  return sums;
}

Totals& SumsBuilder::TotalsOf(uint32_t owner, SnapshotSums& sums) {
  if (owner >= slots_.size()) slots_.resize(owner + 1);
  if (slots_[owner] == 0) {
    sums.owners.push_back({owner, {}});
    slots_[owner] = static_cast<uint32_t>(sums.owners.size());
  }
  return sums.owners[slots_[owner] - 1].totals;
}

void SumsBuilder::AddCohort(const DigestRow& row, uint32_t owner,
                            SnapshotSums& sums) {
  const uint64_t key = uint64_t{owner} << 32 | static_cast<uint32_t>(row.birth);
  const auto [entry, is_new] =
      cohorts_.try_emplace(key, static_cast<uint32_t>(sums.cohorts.size()));
  if (is_new) sums.cohorts.push_back({owner, row.birth, 0, 0, 0, 0});
  SnapshotSums::Cohort& cohort = sums.cohorts[entry->second];
  cohort.sampled_objects += row.sampled_objects;
  cohort.live_bytes += row.live_bytes;
  cohort.variance += row.variance;
  cohort.squared_norm += row.squared_norm;
}

}  // namespace leaktrace::report
