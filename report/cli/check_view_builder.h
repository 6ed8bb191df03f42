// The findings of the gate as rows of text.
#ifndef LEAKTRACE_REPORT_CLI_CHECK_VIEW_BUILDER_H_
#define LEAKTRACE_REPORT_CLI_CHECK_VIEW_BUILDER_H_

#include "report/analysis/check.h"
#include "report/render/check_view.h"
#include "report/render/report_view.h"

namespace leaktrace::report {

// `report` is the one that `result` judges; its owners have the same order.
CheckView MakeCheckView(const CheckResult& result, const ReportView& report);

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_CLI_CHECK_VIEW_BUILDER_H_
