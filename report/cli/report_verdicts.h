// Growth verdicts for the rows of the report, and the order they ask for.
#ifndef LEAKTRACE_REPORT_CLI_REPORT_VERDICTS_H_
#define LEAKTRACE_REPORT_CLI_REPORT_VERDICTS_H_

#include <vector>

#include "report/analysis/owner_index.h"
#include "report/analysis/snapshot_series.h"
#include "report/render/report_view.h"

namespace leaktrace::report {

// Judges every owner of `series`, whose names are keys[id], and fills in the
// row of that name. Owners that grow, surely and by more than 1 MiB a day, get
// `alarm` and come first, fastest first; other rows keep their order. Nothing
// happens without births or times.
void SetVerdicts(const SnapshotSeries& series,
                 const std::vector<GroupKey>& keys,
                 std::vector<OwnerRow>* rows);

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_CLI_REPORT_VERDICTS_H_
