// Sizes and durations as people write them on a command line.
#ifndef LEAKTRACE_REPORT_CLI_QUANTITY_H_
#define LEAKTRACE_REPORT_CLI_QUANTITY_H_

#include <cstdint>
#include <optional>
#include <string_view>

namespace leaktrace::report {

// "65536", "64K", "64KiB", "1M": powers of 1024. Nothing if it is not a
// positive size.
std::optional<int64_t> ParseSizeBytes(std::string_view text);

// "500ms", "10s", "10", "5m", "1h" as milliseconds. Nothing if it is not a
// positive duration.
std::optional<int64_t> ParseDurationMs(std::string_view text);

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_CLI_QUANTITY_H_
