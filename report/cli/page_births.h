// Survivors by birth interval, coarse enough for a picture.
#ifndef LEAKTRACE_REPORT_CLI_PAGE_BIRTHS_H_
#define LEAKTRACE_REPORT_CLI_PAGE_BIRTHS_H_

#include <cstdint>
#include <vector>

#include "report/analysis/owner_series.h"
#include "report/render/page_view.h"

namespace leaktrace::report {

// A column for each of `sequences`, which ascend: the newest row of `series`
// that is not later, for a long series has no row for every snapshot. Births
// between two columns belong to the later one.
std::vector<BirthCell> MakeBirths(const OwnerSeries& series,
                                  const std::vector<int64_t>& sequences);

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_CLI_PAGE_BIRTHS_H_
