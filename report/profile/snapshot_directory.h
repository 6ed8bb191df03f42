// Where snapshots lie: a series directory holds "<sequence>.pb" files of one
// process, a base directory (leaktrace.out) holds series directories. Only
// names and times are looked at, no snapshot is opened.
#ifndef LEAKTRACE_REPORT_PROFILE_SNAPSHOT_DIRECTORY_H_
#define LEAKTRACE_REPORT_PROFILE_SNAPSHOT_DIRECTORY_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace leaktrace::report {

struct SnapshotFile {
  int64_t sequence = 0;
  std::string path;
  int64_t modified_ns = 0;
};

struct SnapshotDirectory {
  std::string path;
  std::vector<SnapshotFile> snapshots;  // by sequence, never empty
};

// `path` as a series directory. NotFound if it has no snapshots.
absl::StatusOr<SnapshotDirectory> ListSnapshots(const std::string& path);

// The series directories in base directory `path`, newest first: by their
// newest snapshot, ties by name. NotFound if there are none.
absl::StatusOr<std::vector<SnapshotDirectory>> ListSeries(
    const std::string& path);

// `path` itself if it is a series directory, else the newest series in it.
absl::StatusOr<SnapshotDirectory> FindSeries(const std::string& path);

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_PROFILE_SNAPSHOT_DIRECTORY_H_
