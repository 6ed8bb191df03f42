// The list of series that `leaktrace serve` shows first.
#ifndef LEAKTRACE_REPORT_RENDER_INDEX_HTML_H_
#define LEAKTRACE_REPORT_RENDER_INDEX_HTML_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace leaktrace::report {

struct IndexRow {
  std::string name;  // of the series directory
  int64_t snapshots = 0;
  double age_seconds = 0;  // of the newest one
};

// Refreshes itself. Links are "series/NAME/".
std::string RenderIndexHtml(const std::string& directory,
                            const std::vector<IndexRow>& rows);

// Safe as one segment of a path in an address.
std::string UrlSegment(std::string_view text);

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_RENDER_INDEX_HTML_H_
