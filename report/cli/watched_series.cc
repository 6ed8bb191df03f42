// See watched_series.h.
#include "report/cli/watched_series.h"

#include <chrono>
#include <string>
#include <utility>

#include "report/profile/snapshot_directory.h"

namespace leaktrace::report {

WatchedSeries::WatchedSeries(std::string directory, ReportRequest request)
    : directory_(std::move(directory)), request_(std::move(request)) {
  request_.inputs = {directory_};
}

void WatchedSeries::StartIfNewer() {
  if (build_.valid()) return;
  const absl::StatusOr<SnapshotDirectory> now = ListSnapshots(directory_);
  if (!now.ok() || now->snapshots.back().sequence == newest_) return;
  newest_ = now->snapshots.back().sequence;
  build_ = std::async(std::launch::async, [request = request_] {
    return BuildSeriesReport(request);
  });
}

std::optional<absl::StatusOr<SeriesReport>> WatchedSeries::Poll() {
  StartIfNewer();
  if (!build_.valid() ||
      build_.wait_for(std::chrono::seconds(0)) != std::future_status::ready) {
    return std::nullopt;
  }
  return build_.get();
}

std::optional<absl::StatusOr<SeriesReport>> WatchedSeries::Wait() {
  StartIfNewer();
  if (!build_.valid()) return std::nullopt;
  return build_.get();
}

}  // namespace leaktrace::report
