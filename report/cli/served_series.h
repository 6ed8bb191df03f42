// What `leaktrace serve` answers from: the series below one directory, and
// nothing outside of it. Safe to use from several threads.
#ifndef LEAKTRACE_REPORT_CLI_SERVED_SERIES_H_
#define LEAKTRACE_REPORT_CLI_SERVED_SERIES_H_

#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "report/cli/profile_options.h"
#include "report/profile/snapshot_directory.h"
#include "report/render/index_html.h"

namespace leaktrace::report {

class ServedSeries {
 public:
  // `directory` holds series, or is one.
  ServedSeries(std::string directory, ProfileOptions options);

  std::vector<IndexRow> List() const;

  // A series by its name in List(); only such names are ever looked up. Empty:
  // the newest.
  absl::StatusOr<SnapshotDirectory> Find(const std::string& name) const;

  struct Data {
    std::string version;  // changes when there is a newer snapshot
    std::string json;     // of RenderPageJson()
  };
  absl::StatusOr<Data> PageData(const SnapshotDirectory& series);

  // The newest snapshot as a gzipped pprof profile with names.
  absl::StatusOr<std::string> Heap(const SnapshotDirectory& series) const;

 private:
  std::vector<SnapshotDirectory> Series() const;

  std::string directory_;
  ProfileOptions options_;
  std::mutex mutex_;
  std::map<std::string, Data> pages_;  // by the directory of the series
};

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_CLI_SERVED_SERIES_H_
