// A stack of births per owner: rises push, falls pop.
#include "report/analysis/level_births.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <map>
#include <vector>

#include "report/analysis/owner_series.h"
#include "report/analysis/totals.h"

namespace leaktrace::report {
namespace {

struct Birth {
  int64_t epoch = 0;
  double bytes = 0;
};

void ChangeLevel(int64_t epoch, double bytes, std::vector<Birth>* births) {
  double level = 0;
  for (const Birth& birth : *births) level += birth.bytes;
  if (bytes > level) births->push_back({epoch, bytes - level});
  for (double excess = level - bytes; excess > 0 && !births->empty();) {
    const double taken = std::min(excess, births->back().bytes);
    births->back().bytes -= taken;
    excess -= taken;
    if (births->back().bytes <= 0) births->pop_back();
  }
}

// Samples that stand for this many bytes of objects of this mean size.
double SamplesOf(double bytes, double size, double interval) {
  const double objects = bytes / std::max(size, 1.0);
  if (interval <= 1) return objects;
  return objects * -std::expm1(-size / interval);
}

std::vector<CohortCell> CellsOf(const std::vector<Birth>& births, double size,
                                double interval) {
  std::vector<CohortCell> cells;
  for (const Birth& birth : births) {
    cells.push_back({birth.epoch,
                     SamplesOf(birth.bytes, size, interval),
                     birth.bytes,
                     {},
                     {}});
  }
  return cells;
}

void Reconstruct(const std::map<int64_t, size_t>& points, OwnerHistory* owner) {
  std::vector<Birth> births;
  for (SeriesRow& row : owner->survivors.rows) {
    const Totals& totals = owner->totals[points.at(row.sequence)];
    const auto bytes = static_cast<double>(totals.live_bytes);
    const auto objects = static_cast<double>(totals.live_objects);
    ChangeLevel(row.sequence, std::max(bytes, 0.0), &births);
    row.live_objects = objects;
    row.cells = CellsOf(births, objects > 0 ? bytes / objects : bytes,
                        owner->survivors.sampling_interval_bytes);
  }
}

}  // namespace

bool ReconstructBirths(SnapshotSeries* series) {
  std::map<int64_t, size_t> points;
  for (size_t i = 0; i < series->points.size(); ++i) {
    if (series->points[i].info.from_leaktrace) return false;
    points[series->points[i].sequence] = i;
  }
  for (OwnerHistory& owner : series->owners) Reconstruct(points, &owner);
  return true;
}

}  // namespace leaktrace::report
