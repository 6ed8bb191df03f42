// Writes a Profile as profile.proto with Go's four sample types, dense ids and
// leaktrace's labels and comments: what ParseProfile() reads back as the same
// Profile, and what pprof, Pyroscope and Parca accept.
#ifndef LEAKTRACE_REPORT_PROFILE_PROFILE_WRITER_H_
#define LEAKTRACE_REPORT_PROFILE_PROFILE_WRITER_H_

#include <string>

#include "absl/status/status.h"
#include "report/profile/profile.h"

namespace leaktrace::report {

enum class ProfileEncoding { kRaw, kGzip };

std::string SerializeProfile(const Profile& profile, ProfileEncoding encoding);

// Replaces `path` at once or not at all.
absl::Status WriteProfile(const Profile& profile, ProfileEncoding encoding,
                          const std::string& path);

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_PROFILE_PROFILE_WRITER_H_
