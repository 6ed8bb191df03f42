// Where on the time axis verdicts show.
#ifndef LEAKTRACE_REPORT_CLI_PAGE_MARKS_H_
#define LEAKTRACE_REPORT_CLI_PAGE_MARKS_H_

#include <cstddef>
#include <map>
#include <vector>

#include "report/cli/report_builder.h"
#include "report/render/page_view.h"

namespace leaktrace::report {

// `rows` leads from rows of the report to their histories. A growing owner is
// marked where it was first seen to grow, others at their largest step; what is
// flat has no mark.
std::vector<PageMark> MakeMarks(
    const SeriesReport& report,
    const std::map<size_t, const OwnerHistory*>& rows);

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_CLI_PAGE_MARKS_H_
