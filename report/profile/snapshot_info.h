// What a snapshot says of itself beside its samples: when, of whom, how it was
// sampled, what was lost, how much memory the process had. Absent facts are
// empty optionals: a foreign profile has nearly none of them.
#ifndef LEAKTRACE_REPORT_PROFILE_SNAPSHOT_INFO_H_
#define LEAKTRACE_REPORT_PROFILE_SNAPSHOT_INFO_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>

namespace leaktrace::report {

struct SnapshotInfo {
  bool from_leaktrace = false;
  int64_t time_ns = 0;  // CLOCK_REALTIME of the snapshot, 0 if unknown
  std::optional<int64_t> uptime_ns;
  std::optional<int64_t> waited_ns;  // for a processor, of the uptime
  std::optional<int64_t> start_time_ns;
  std::optional<int64_t> sequence;
  std::optional<int64_t> pid;
  std::optional<int64_t> work;      // units done since the start
  std::optional<int64_t> write_ns;  // cost of writing the previous one
  int64_t interval_bytes = 1;       // mean sampling interval, 1 = exact
  bool exact = true;                // false also when nothing is said of it
  std::string executable;
  std::string host;
  std::string reason;
  std::string unwinder;
  std::string mark;  // the newest that the program set
  // Keys without their prefix (see preload/snapshot_format.h): "live_table",
  // "rss_anon_bytes", ... Ordered, so that output is stable.
  std::map<std::string, int64_t> losses;
  std::map<std::string, int64_t> memory;
  std::map<std::string, int64_t> self;
  // Anonymous memory by name of the mapping; not in every snapshot.
  std::map<std::string, int64_t> mappings;
  std::map<std::string, std::string> providers;  // "malloc" -> path

  bool operator==(const SnapshotInfo&) const = default;
};

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_PROFILE_SNAPSHOT_INFO_H_
