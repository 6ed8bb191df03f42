// The screen of `leaktrace watch`, as lines; and the same as one plain line
// for output that is no terminal.
#ifndef LEAKTRACE_REPORT_RENDER_WATCH_TEXT_H_
#define LEAKTRACE_REPORT_RENDER_WATCH_TEXT_H_

#include <cstddef>
#include <string>
#include <vector>

#include "report/render/text_style.h"
#include "report/render/watch_view.h"

namespace leaktrace::report {

// Rows of the report in the order of `view.sort`, those that hold nothing left
// out.
std::vector<size_t> WatchOrder(const WatchView& view);

// Exactly `height` lines, none wider than style.width.
std::vector<std::string> RenderWatchScreen(const WatchView& view, size_t height,
                                           const TextStyle& style);

// "12 snapshots, 3 min 20 s: live heap 49.4 MiB, +46.5 MiB; HEADLINE".
std::string RenderWatchLine(const ReportView& report);

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_RENDER_WATCH_TEXT_H_
