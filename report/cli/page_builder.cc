// The report's series gives the curves; a few of its snapshots are read again
// for the stacks. Whatever is left out is said in a note.
#include "report/cli/page_builder.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "report/analysis/normal_interval.h"
#include "report/cli/page_births.h"
#include "report/cli/page_marks.h"
#include "report/cli/page_stacks.h"
#include "report/cli/series_rows.h"
#include "report/cli/thinning.h"
#include "report/render/shown_line.h"
#include "report/render/units.h"

namespace leaktrace::report {
namespace {

constexpr size_t kMaxPoints = 240;
constexpr size_t kMaxBirthPoints = 64;
constexpr size_t kMaxMoments = 48;
constexpr size_t kMaxOwners = 200;
constexpr size_t kMaxBirthOwners = 40;

std::string Of(size_t shown, size_t all) {
  return FormatCount(static_cast<int64_t>(shown)) + " of " +
         FormatCount(static_cast<int64_t>(all)) + " ";
}

class Builder {
 public:
  explicit Builder(const ReportRequest& request) : request_(request) {}

  absl::StatusOr<PageView> Build() {
    absl::StatusOr<SeriesReport> report = BuildSeriesReport(request_);
    if (!report.ok()) return report.status();
    report_ = *std::move(report);
    shown_ = SpreadOut(report_.series.points.size(), kMaxPoints);
    SetPoints();
    SetOwners();
    view_.marks = MakeMarks(report_, rows_);
    if (report_.view.unfiltered_bytes) {
      view_.notes.push_back(ShownBytes(report_.view.total.live_bytes,
                                       *report_.view.unfiltered_bytes));
    }
    absl::Status status = SetStacks();
    if (!status.ok()) return status;
    view_.has_times = report_.series.has_times;
    view_.report = std::move(report_.view);
    return std::move(view_);
  }

 private:
  void SetPoints() {
    const std::vector<SeriesPoint>& points = report_.series.points;
    const size_t all = report_.series.snapshots;
    for (const size_t i : shown_) view_.points.push_back(MakePoint(points[i]));
    if (shown_.size() < all) {
      view_.notes.push_back("the curves show " + Of(shown_.size(), all) +
                            "snapshots, evenly spaced");
    }
    view_.birth_points = SpreadOut(shown_.size(), kMaxBirthPoints);
    view_.moments = SpreadOut(shown_.size(), kMaxMoments);
    if (view_.moments.size() < all) {
      view_.notes.push_back("call paths and the flame graph know " +
                            Of(view_.moments.size(), all) +
                            "snapshots; a chosen interval is moved to the "
                            "nearest of them");
    }
  }

  void SetOwners() {
    std::map<GroupKey, size_t> rows;
    for (size_t i = 0; i < report_.view.owners.size(); ++i) {
      const OwnerRow& row = report_.view.owners[i];
      rows[{row.name, row.module}] = i;
    }
    // By row, so that the first are those that matter most.
    for (const OwnerHistory& owner : report_.series.owners) {
      const auto row = rows.find(report_.keys[owner.owner]);
      if (row != rows.end()) rows_[row->second] = &owner;
    }
    for (const auto& [row, owner] : rows_) {
      if (view_.owners.size() == kMaxOwners) break;
      view_.owners.push_back(MakeOwner(row, *owner));
    }
    if (view_.owners.size() < rows_.size()) {
      view_.notes.push_back("curves are kept for the first " +
                            Of(view_.owners.size(), rows_.size()) +
                            "owners; the others are added up");
    }
  }

  PageOwner MakeOwner(size_t row, const OwnerHistory& history) const {
    PageOwner owner;
    owner.row = row;
    for (const size_t i : shown_) {
      const Totals& totals = history.totals[i];
      owner.live_bytes.push_back(totals.live_bytes);
      owner.error_bytes.push_back(
          static_cast<int64_t>(kNormal95 * totals.stddev_bytes()));
    }
    if (row >= kMaxBirthOwners) return owner;
    std::vector<int64_t> sequences;
    for (const size_t i : view_.birth_points) {
      sequences.push_back(report_.series.points[shown_[i]].sequence);
    }
    owner.births = MakeBirths(history.survivors, sequences);
    return owner;
  }

  absl::Status SetStacks() {
    std::vector<std::string> files;
    for (const size_t i : view_.moments) {
      files.push_back(report_.series.points[shown_[i]].source);
    }
    return AddPageStacks(request_, files, report_.view, &view_);
  }

  const ReportRequest& request_;
  SeriesReport report_;
  std::vector<size_t> shown_;  // positions in the series
  std::map<size_t, const OwnerHistory*> rows_;
  PageView view_;
};

}  // namespace

absl::StatusOr<PageView> BuildPage(const ReportRequest& request) {
  // The stacks are read after the series.
  const absl::StatusOr<ReportRequest> opened = OpenRequest(request);
  if (!opened.ok()) return opened.status();
  return Builder(*opened).Build();
}

}  // namespace leaktrace::report
