// Survivors by birth interval, coarse enough for a picture.
#ifndef LEAKTRACE_REPORT_CLI_PAGE_BIRTHS_H_
#define LEAKTRACE_REPORT_CLI_PAGE_BIRTHS_H_

#include <cstddef>
#include <vector>

#include "report/analysis/owner_series.h"
#include "report/render/page_view.h"

namespace leaktrace::report {

// `columns` are rows of `series`, ascending, the last row among them. Births
// between two of them belong to the later one.
std::vector<BirthCell> MakeBirths(const OwnerSeries& series,
                                  const std::vector<size_t>& columns);

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_CLI_PAGE_BIRTHS_H_
