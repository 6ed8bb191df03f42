// From files to what the report shows: reads a series, names it, groups it by
// owner, compares its first and last snapshot.
#ifndef LEAKTRACE_REPORT_CLI_REPORT_BUILDER_H_
#define LEAKTRACE_REPORT_CLI_REPORT_BUILDER_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "report/analysis/owner_index.h"
#include "report/analysis/snapshot_series.h"
#include "report/cli/profile_options.h"
#include "report/cli/work_option.h"
#include "report/render/report_view.h"

namespace leaktrace::report {

struct ReportRequest {
  ProfileOptions profile;
  // Files, or one directory: a series, or one that holds series. Empty: the
  // newest series.
  std::vector<std::string> inputs;
  std::string by = "owner";
  std::string since;  // a mark of the program: what came before is left out
  WorkOptions work;
};

// If its input is a bundle: the series in it, which stays unpacked as long as
// the answer lives.
absl::StatusOr<ReportRequest> OpenRequest(const ReportRequest& request);

absl::StatusOr<ReportView> BuildReport(const ReportRequest& request);

// The report and what it was made of.
struct SeriesReport {
  ReportView view;
  SnapshotSeries series;
  std::vector<GroupKey> keys;       // by SnapshotSeries::owners[i].owner
  std::vector<std::string> doubts;  // those of view.warnings about the series
};

absl::StatusOr<SeriesReport> BuildSeriesReport(const ReportRequest& request);

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_CLI_REPORT_BUILDER_H_
