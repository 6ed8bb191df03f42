// leaktrace's own comment lines ("leaktrace.<key>=<value>", see
// preload/snapshot_format.h) to SnapshotInfo and back. Parsing writes into
// `info` and returns the lines it does not know, so that writing a profile
// again loses nothing.
#ifndef LEAKTRACE_REPORT_PROFILE_SNAPSHOT_COMMENTS_H_
#define LEAKTRACE_REPORT_PROFILE_SNAPSHOT_COMMENTS_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "report/profile/input_bytes.h"
#include "report/profile/snapshot_info.h"

namespace leaktrace::report {

// `comments` are parts of input.bytes().
// The profile is leaktrace's when there is a version line; otherwise every
// line is returned. A version above format::kVersion is refused.
absl::StatusOr<std::vector<std::string>> ParseSnapshotComments(
    const InputBytes& input, const std::vector<std::string_view>& comments,
    SnapshotInfo& info);

// The lines that say `info`, in a fixed order. None if it is not leaktrace's.
std::vector<std::string> FormatSnapshotComments(const SnapshotInfo& info);

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_PROFILE_SNAPSHOT_COMMENTS_H_
