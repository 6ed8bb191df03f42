// From a series to what the page shows.
#ifndef LEAKTRACE_REPORT_CLI_PAGE_BUILDER_H_
#define LEAKTRACE_REPORT_CLI_PAGE_BUILDER_H_

#include "absl/status/statusor.h"
#include "report/cli/report_builder.h"
#include "report/render/page_view.h"

namespace leaktrace::report {

absl::StatusOr<PageView> BuildPage(const ReportRequest& request);

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_CLI_PAGE_BUILDER_H_
