// See series_rows.h.
#include "report/cli/series_rows.h"

#include <utility>

#include "report/analysis/memory_reconciliation.h"
#include "report/cli/sample_values.h"

namespace leaktrace::report {

PagePoint MakePoint(const SeriesPoint& point) {
  return {point.sequence,
          point.time_s,
          point.info.time_ns,
          point.totals.live_bytes,
          AnonymousBytes(point.info),
          RetainedBytes(point.info),
          SelfBytes(point.info)};
}

SeriesView MakeSeriesView(const SeriesReport& report) {
  SeriesView view;
  view.executable = report.view.executable;
  view.pid = report.view.pid;
  for (const SeriesPoint& point : report.series.points) {
    view.points.push_back(MakePoint(point));
  }
  for (const OwnerHistory& history : report.series.owners) {
    SeriesOwner owner;
    owner.name = report.keys[history.owner].name;
    owner.module = report.keys[history.owner].module;
    for (const Totals& totals : history.totals) {
      owner.values.push_back(ValuesOf(totals));
    }
    view.owners.push_back(std::move(owner));
  }
  return view;
}

}  // namespace leaktrace::report
