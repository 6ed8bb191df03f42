// Which snapshots of a series the answer is about.
#ifndef LEAKTRACE_REPORT_CLI_SERIES_SPAN_H_
#define LEAKTRACE_REPORT_CLI_SERIES_SPAN_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "report/analysis/snapshot_series.h"

namespace leaktrace::report {

// A program that ends in good order gives back what it had kept: its exit
// snapshot says what was never freed, not what grew while it ran, and the last
// seconds before may be of the same kind (clients go, a service is drained). So
// the answer is about the time before; returns what was alive at the exit. Of a
// short series that is a small part too.
std::optional<int64_t> SetExitApart(SnapshotSeries* series);

// Leaves out what came before the first snapshot that knows of `mark`; nothing
// if it is empty. InvalidArgument, naming the marks there are, if there is no
// such one.
absl::Status StartAtMark(const std::string& mark, SnapshotSeries* series);

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_CLI_SERIES_SPAN_H_
