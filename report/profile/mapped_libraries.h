// The list of mapped libraries that text heap profiles end with: lines of
// /proc/PID/maps, or the brief "START-END[:] [PERM] PATH [(@OFFSET)]
// [BUILDID]".
#ifndef LEAKTRACE_REPORT_PROFILE_MAPPED_LIBRARIES_H_
#define LEAKTRACE_REPORT_PROFILE_MAPPED_LIBRARIES_H_

#include <optional>
#include <string_view>

#include "report/profile/profile.h"

namespace leaktrace::report {

// Nothing for a line that is not an executable mapping with a path.
std::optional<Mapping> ParseMappedLibrary(std::string_view line);

// Sets the mapping of every location that lies in one of profile.mappings.
void AttachMappings(Profile& profile);

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_PROFILE_MAPPED_LIBRARIES_H_
