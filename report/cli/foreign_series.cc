// The text formats have no times; those of their files are as good if they
// were not copied since.
#include "report/cli/foreign_series.h"

#include <chrono>
#include <filesystem>
#include <map>
#include <string>
#include <system_error>
#include <vector>

#include "report/analysis/level_births.h"

namespace leaktrace::report {
namespace {

double ModifiedSeconds(const std::string& path) {
  std::error_code error;
  const auto time = std::filesystem::last_write_time(path, error);
  if (error) return 0;
  return std::chrono::duration<double>(time.time_since_epoch()).count();
}

// False if the files are not each younger than the one before.
bool TakeTimesOfFiles(SnapshotSeries* series) {
  std::vector<double> times;
  for (const SeriesPoint& point : series->points) {
    times.push_back(ModifiedSeconds(point.source));
    const size_t last = times.size() - 1;
    if (last > 0 && times[last] <= times[last - 1]) return false;
  }
  std::map<int64_t, double> by_sequence;
  for (size_t i = 0; i < times.size(); ++i) {
    SeriesPoint& point = series->points[i];
    point.time_s = times[i] - times.front();
    by_sequence[point.sequence] = point.time_s;
  }
  for (OwnerHistory& owner : series->owners) {
    for (SeriesRow& row : owner.survivors.rows) {
      row.time_s = by_sequence[row.sequence];
    }
  }
  series->has_times = true;
  return true;
}

}  // namespace

std::vector<std::string> CompleteForeignSeries(SnapshotSeries* series) {
  std::vector<std::string> guesses;
  if (series->points.size() < 2 || !ReconstructBirths(series)) return guesses;
  if (!series->has_times && TakeTimesOfFiles(series)) {
    guesses.emplace_back(
        "the profiles do not say when they were taken: the times of the files "
        "are used");
  }
  guesses.emplace_back(
      "the profiles do not say when objects were born: what rises counts as "
      "born then, and the newest as freed first");
  return guesses;
}

}  // namespace leaktrace::report
