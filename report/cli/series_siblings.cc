// See series_siblings.h.
#include "report/cli/series_siblings.h"

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"

namespace leaktrace::report {
namespace {

// A child that only ran another program has one, of its exit.
constexpr size_t kLeastSnapshots = 2;
constexpr size_t kMostNamed = 3;

bool IsSibling(const SnapshotDirectory& series,
               const SnapshotDirectory& chosen) {
  return series.path != chosen.path &&
         series.snapshots.size() >= kLeastSnapshots &&
         series.snapshots.back().modified_ns >=
             chosen.snapshots.front().modified_ns;
}

}  // namespace

std::string OtherProcesses(const std::string& base,
                           const SnapshotDirectory& chosen) {
  if (chosen.path == base) return "";
  const absl::StatusOr<std::vector<SnapshotDirectory>> all = ListSeries(base);
  if (!all.ok()) return "";
  std::string names;
  size_t count = 0;
  for (const SnapshotDirectory& series : *all) {
    if (!IsSibling(series, chosen) || ++count > kMostNamed) continue;
    absl::StrAppend(&names, names.empty() ? "" : ", ",
                    std::filesystem::path(series.path).filename().string());
  }
  if (count == 0) return "";
  return absl::StrCat(
      count == 1 ? "another process" : "other processes",
      " of this run left snapshots in ", base, ", not looked at here: ", names,
      count > kMostNamed ? absl::StrCat(" and ", count - kMostNamed, " more")
                         : "",
      "; give a directory of a process to see it");
}

}  // namespace leaktrace::report
