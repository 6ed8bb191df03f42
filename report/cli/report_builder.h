// From files to what the report shows: reads a series, names it, groups it by
// owner, compares its first and last snapshot.
#ifndef LEAKTRACE_REPORT_CLI_REPORT_BUILDER_H_
#define LEAKTRACE_REPORT_CLI_REPORT_BUILDER_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "report/analysis/owner_index.h"
#include "report/cli/profile_options.h"
#include "report/render/report_view.h"

namespace leaktrace::report {

struct ReportRequest {
  ProfileOptions profile;
  // Files, or one directory: a series, or one that holds series. Empty: the
  // newest series.
  std::vector<std::string> inputs;
  std::string by = "owner";
};

absl::StatusOr<ReportView> BuildReport(const ReportRequest& request);

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_CLI_REPORT_BUILDER_H_
