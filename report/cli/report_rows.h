// The rows of the report from the first and the last snapshot of a series.
#ifndef LEAKTRACE_REPORT_CLI_REPORT_ROWS_H_
#define LEAKTRACE_REPORT_CLI_REPORT_ROWS_H_

#include <vector>

#include "report/analysis/frame_rules.h"
#include "report/analysis/owner_index.h"
#include "report/profile/profile.h"
#include "report/render/report_view.h"

namespace leaktrace::report {

struct ReportSpan {
  bool has_change = false;  // more than one snapshot
  double seconds = 0;       // 0: not known, no rates
};

struct ReportRows {
  OwnerRow total;
  // Those that grew, most first; then the others by size. Equal ones by name.
  std::vector<OwnerRow> owners;
  double symbolized_fraction = 1;  // of the live bytes
};

ReportRows MakeReportRows(const Profile& first, const Profile& last,
                          const FrameRules& rules, GroupBy by,
                          const ReportSpan& span);

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_CLI_REPORT_ROWS_H_
