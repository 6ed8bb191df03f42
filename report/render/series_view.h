// A series as plain numbers: the process and its owners at every snapshot. For
// exports; nothing is thinned.
#ifndef LEAKTRACE_REPORT_RENDER_SERIES_VIEW_H_
#define LEAKTRACE_REPORT_RENDER_SERIES_VIEW_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "report/render/page_view.h"
#include "report/render/top_view.h"

namespace leaktrace::report {

struct SeriesOwner {
  std::string name;
  std::string module;
  std::vector<SampleValues> values;  // by point
};

struct SeriesView {
  std::string executable;
  std::optional<int64_t> pid;
  std::vector<PagePoint> points;
  std::vector<SeriesOwner> owners;
};

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_RENDER_SERIES_VIEW_H_
