// How much is shown, of how much: what a filter left out is said beside every
// total.
#ifndef LEAKTRACE_REPORT_RENDER_SHOWN_LINE_H_
#define LEAKTRACE_REPORT_RENDER_SHOWN_LINE_H_

#include <optional>
#include <string>

#include "report/render/top_view.h"

namespace leaktrace::report {

// "inuse_space: 49.4 MiB in total", or, of what a filter kept of `unfiltered`,
// "inuse_space: 12.3 MiB of 49.4 MiB shown (25 %)".
std::string ShownLine(size_t sample_type, const SampleValues& shown,
                      const std::optional<SampleValues>& unfiltered);

// "12.3 MiB of 49.4 MiB shown (25 %)".
std::string ShownBytes(int64_t shown, int64_t all);

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_RENDER_SHOWN_LINE_H_
