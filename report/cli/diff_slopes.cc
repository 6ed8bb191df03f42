// The slopes are those of the growth verdicts: what comes and goes has none, so
// that its ups and downs are no difference of slopes.
#include "report/cli/diff_slopes.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "report/analysis/owner_grouping.h"

namespace leaktrace::report {
namespace {

constexpr std::string_view kMoved = " -> ";

// Units of work per minute; empty if they are not counted.
std::optional<double> WorkPerMinute(const SnapshotSeries& series) {
  const SeriesPoint& first = series.points.front();
  const SeriesPoint& last = series.points.back();
  if (!first.info.work || !last.info.work || last.time_s <= first.time_s) {
    return std::nullopt;
  }
  const auto done = static_cast<double>(*last.info.work) -
                    static_cast<double>(*first.info.work);
  if (done <= 0) return std::nullopt;
  return done / (last.time_s - first.time_s) * 60;
}

template <typename Rate>
DiffSlope SlopeOf(double value, const Rate& rate) {
  const double upper = std::isfinite(rate.high) ? rate.high - value : 0;
  return {value, std::max(upper, value - rate.low)};
}

// The slopes of one series by owner.
class Slopes {
 public:
  // `work_per_minute`: slopes are per unit of work.
  Slopes(const SeriesReport& report, std::optional<double> work_per_minute)
      : work_per_minute_(work_per_minute) {
    for (const OwnerRow& row : report.view.owners) {
      if (!row.confidence) continue;
      const DiffSlope slope = Of(row);
      by_owner_[{row.name, row.module}] = slope;
      total_.value += slope.value;
      if (row.growth) total_.error = std::hypot(total_.error, slope.error);
    }
  }

  bool empty() const { return by_owner_.empty(); }
  const DiffSlope& total() const { return total_; }
  // Of an owner that was never there: 0, surely.
  DiffSlope Find(const std::string& name, std::string_view module) const {
    const auto found = by_owner_.find({name, std::string(module)});
    return found == by_owner_.end() ? DiffSlope() : found->second;
  }

 private:
  DiffSlope Of(const OwnerRow& row) const {
    if (work_per_minute_ && row.growth_per_work) {
      return SlopeOf(row.growth_per_work->bytes_per_unit, *row.growth_per_work);
    }
    const double units = work_per_minute_.value_or(1);
    if (!row.growth) {
      return {0, row.detectable_bytes_per_minute.value_or(0) / units};
    }
    DiffSlope slope = SlopeOf(row.growth->bytes_per_minute, *row.growth);
    return {slope.value / units, slope.error / units};
  }

  std::optional<double> work_per_minute_;
  std::map<GroupKey, DiffSlope> by_owner_;
  DiffSlope total_;
};

double Urgency(const DiffViewRow& row) {
  return row.slope_is_noise() ? 0 : std::abs(row.slope_change()->value);
}

}  // namespace

void SetSlopes(const SeriesReport& base, const SeriesReport& head,
               DiffView* view) {
  std::optional<double> base_work = WorkPerMinute(base.series);
  std::optional<double> head_work = WorkPerMinute(head.series);
  const bool per_work = base_work && head_work;
  if (!per_work) base_work = head_work = std::nullopt;
  const Slopes before(base, base_work);
  const Slopes after(head, head_work);
  if (before.empty() || after.empty()) return;
  view->slope_unit = per_work ? "work" : "min";
  view->total.base_slope = before.total();
  view->total.head_slope = after.total();
  for (DiffViewRow& row : view->rows) {
    // Code that moved has both its modules.
    const std::string_view module = row.module;
    const size_t arrow = module.find(kMoved);
    const bool moved = arrow != std::string_view::npos;
    row.base_slope = before.Find(row.name, module.substr(0, arrow));
    row.head_slope = after.Find(
        row.name, moved ? module.substr(arrow + kMoved.size()) : module);
  }
  std::stable_sort(view->rows.begin(), view->rows.end(),
                   [](const DiffViewRow& a, const DiffViewRow& b) {
                     return Urgency(a) > Urgency(b);
                   });
}

}  // namespace leaktrace::report
