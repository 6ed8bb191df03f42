// A curve in one line of text: "▁▂▄█".
#ifndef LEAKTRACE_REPORT_RENDER_SPARKLINE_H_
#define LEAKTRACE_REPORT_RENDER_SPARKLINE_H_

#include <cstdint>
#include <string>
#include <vector>

namespace leaktrace::report {

// At most `width` characters; of more values the largest of each piece is
// shown. Zero is the lowest bar, the largest value the highest.
std::string Sparkline(const std::vector<int64_t>& values, size_t width);

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_RENDER_SPARKLINE_H_
