// The call stacks of the page: at some moments, the small ones added up.
#ifndef LEAKTRACE_REPORT_CLI_PAGE_STACKS_H_
#define LEAKTRACE_REPORT_CLI_PAGE_STACKS_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "report/cli/report_builder.h"
#include "report/render/page_view.h"
#include "report/render/report_view.h"

namespace leaktrace::report {

// Reads `files`, one per moment, and fills stacks, their owners' rows in
// `report`, and a note into `view`. The values of each owner stay whole: its
// smallest stacks become one. A file that has vanished since gives no values.
absl::Status AddPageStacks(const ReportRequest& request,
                           const std::vector<std::string>& files,
                           const ReportView& report, PageView* view);

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_CLI_PAGE_STACKS_H_
