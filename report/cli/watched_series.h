// Follows a series on disk: builds a new report, in the background, whenever
// there is a newer snapshot.
#ifndef LEAKTRACE_REPORT_CLI_WATCHED_SERIES_H_
#define LEAKTRACE_REPORT_CLI_WATCHED_SERIES_H_

#include <cstdint>
#include <future>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "report/cli/report_builder.h"

namespace leaktrace::report {

class WatchedSeries {
 public:
  // `directory`: a series. Waits for a build under way when destroyed.
  WatchedSeries(std::string directory, ReportRequest request);

  // Looks for newer snapshots; a new report if one is ready. Never waits.
  std::optional<absl::StatusOr<SeriesReport>> Poll();

  // The same, but waits until the report is built if there is something new.
  std::optional<absl::StatusOr<SeriesReport>> Wait();

  const std::string& directory() const { return directory_; }

 private:
  void StartIfNewer();

  std::string directory_;
  ReportRequest request_;
  int64_t newest_ = -1;  // sequence that the last build has seen
  std::future<absl::StatusOr<SeriesReport>> build_;
};

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_CLI_WATCHED_SERIES_H_
