// Numbers as people read them. The same number always gives the same text,
// whatever the locale.
#ifndef LEAKTRACE_REPORT_RENDER_UNITS_H_
#define LEAKTRACE_REPORT_RENDER_UNITS_H_

#include <cstdint>
#include <optional>
#include <string>

namespace leaktrace::report {

// "0 B", "812 B", "31.4 MiB", "-2.0 KiB".
std::string FormatBytes(double bytes);

// With a sign: "+31.4 MiB", "-2.0 KiB", "0 B".
std::string FormatSignedBytes(double bytes);

// "1,204,112".
std::string FormatCount(int64_t count);

// "1,204,112 x Session"; `name` alone if they are not counted.
std::string FormatInstances(std::optional<int64_t> count,
                            const std::string& name);

// "640 ms", "42 s", "3 min 20 s", "2 h 5 min", "3 d 4 h".
std::string FormatDuration(double seconds);

// Of 0.923: "92 %"; below ten percent with a decimal: "4.2 %".
std::string FormatPercent(double fraction);

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_RENDER_UNITS_H_
