// From a report to what the gate judges.
#ifndef LEAKTRACE_REPORT_CLI_CHECK_SUBJECT_BUILDER_H_
#define LEAKTRACE_REPORT_CLI_CHECK_SUBJECT_BUILDER_H_

#include "report/analysis/check_subject.h"
#include "report/render/report_view.h"

namespace leaktrace::report {

// With the change over the series as the increase.
CheckSubject MakeCheckSubject(const ReportView& view);

// Replaces the increase: what `head` holds more than `base` did at its end.
void SetIncrease(const CheckSubject& base, CheckSubject* head);

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_CLI_CHECK_SUBJECT_BUILDER_H_
