// The rows of one snapshot added up by owner, and by owner and birth interval.
#ifndef LEAKTRACE_REPORT_ANALYSIS_SNAPSHOT_SUMS_H_
#define LEAKTRACE_REPORT_ANALYSIS_SNAPSHOT_SUMS_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "report/analysis/totals.h"
#include "report/profile/profile_digest.h"

namespace leaktrace::report {

struct SnapshotSums {
  struct OwnerTotals {
    uint32_t owner = 0;
    Totals totals;
  };
  // What is alive of one owner and birth interval.
  struct Cohort {
    uint32_t owner = 0;
    int32_t birth = 0;
    int64_t sampled_objects = 0;
    int64_t live_bytes = 0;
    double variance = 0;
    double squared_norm = 0;
  };

  Totals total;
  std::vector<OwnerTotals> owners;  // each once, in no order
  std::vector<Cohort> cohorts;      // by owner, then birth; each pair once
};

// Keeps its tables from one snapshot to the next.
class SumsBuilder {
 public:
  // `owners` has the owner of each stack of `rows`, or kNotShown. Without
  // `births` there are no cohorts.
  SnapshotSums Add(std::span<const DigestRow> rows,
                   std::span<const uint32_t> owners, bool births);

 private:
  Totals& TotalsOf(uint32_t owner, SnapshotSums& sums);
  void AddCohort(const DigestRow& row, uint32_t owner, SnapshotSums& sums);

  std::vector<uint32_t> slots_;  // 1 + position in SnapshotSums::owners
  absl::flat_hash_map<uint64_t, uint32_t> cohorts_;
};

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_ANALYSIS_SNAPSHOT_SUMS_H_
