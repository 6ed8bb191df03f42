// What `leaktrace watch` shows at one moment.
#ifndef LEAKTRACE_REPORT_RENDER_WATCH_VIEW_H_
#define LEAKTRACE_REPORT_RENDER_WATCH_VIEW_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "report/render/report_view.h"

namespace leaktrace::report {

enum class WatchSort { kReport, kLive, kChange, kRate, kName };

struct WatchView {
  ReportView report;
  std::vector<std::vector<int64_t>> curves;  // live bytes by row of the report

  WatchSort sort = WatchSort::kReport;
  size_t selected = 0;   // position on the screen, in the order of `sort`
  bool details = false;  // the selected owner instead of the table
  std::string message;   // what happened last
};

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_RENDER_WATCH_VIEW_H_
