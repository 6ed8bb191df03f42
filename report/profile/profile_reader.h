// The one entrance for heap profiles: tells the format by the content and
// calls its reader. Everything is treated as hostile; what comes out keeps the
// promises of profile.h and value_limits.h.
//
// Errors say the file, the byte where that is known, the cause and the remedy:
// NotFound, PermissionDenied: the file cannot be opened. DataLoss: truncated or
// damaged. Unimplemented: another format or a newer version. InvalidArgument:
// a directory, or a profile of something other than a heap. ResourceExhausted:
// too large.
#ifndef LEAKTRACE_REPORT_PROFILE_PROFILE_READER_H_
#define LEAKTRACE_REPORT_PROFILE_PROFILE_READER_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "report/profile/profile.h"
#include "report/profile/sample_sink.h"

namespace leaktrace::report {

absl::StatusOr<Profile> ReadProfile(const std::string& path);

// The same from memory; `name` stands for the path.
absl::StatusOr<Profile> ParseProfile(std::string_view bytes,
                                     const std::string& name);

// The same with the samples given to `sink` instead of kept: the profile has
// none. Those of a file that turns out to be damaged may have been given. What
// the sink is given to keep lives as long as `unpacked`, which holds what was
// compressed, and `bytes`.
absl::StatusOr<Profile> ParseProfile(std::string_view bytes,
                                     const std::string& name, SampleSink& sink,
                                     std::string& unpacked);

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_PROFILE_PROFILE_READER_H_
