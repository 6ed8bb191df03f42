// `report --html FILE`.
#ifndef LEAKTRACE_REPORT_CLI_PAGE_FILE_H_
#define LEAKTRACE_REPORT_CLI_PAGE_FILE_H_

#include <string>

#include "absl/status/status.h"
#include "report/cli/report_builder.h"

namespace leaktrace::report {

// Writes the page of a report to `path` and says so; returns the exit status.
int WritePage(const ReportRequest& request, const std::string& path);

// FAILED_PRECONDITION, with the remedy, when this program has no page.
absl::Status CheckHasPage();

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_CLI_PAGE_FILE_H_
