// How fast the owners of two series grow, side by side.
#ifndef LEAKTRACE_REPORT_CLI_DIFF_SLOPES_H_
#define LEAKTRACE_REPORT_CLI_DIFF_SLOPES_H_

#include "report/cli/report_builder.h"
#include "report/render/diff_view.h"

namespace leaktrace::report {

// Fills the slopes of the rows and of the total: per unit of work if both
// series count it, else per minute. Nothing if one of them is too short to be
// judged. Rows whose slopes differ beyond their error come first.
void SetSlopes(const SeriesReport& base, const SeriesReport& head,
               DiffView* view);

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_CLI_DIFF_SLOPES_H_
