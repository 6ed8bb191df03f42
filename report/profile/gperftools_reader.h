// Reads the text heap profiles of gperftools and of older Go: "heap profile:"
// first, then one row per stack, then the mapped libraries.
#ifndef LEAKTRACE_REPORT_PROFILE_GPERFTOOLS_READER_H_
#define LEAKTRACE_REPORT_PROFILE_GPERFTOOLS_READER_H_

#include <string_view>

#include "absl/status/statusor.h"
#include "report/profile/input_bytes.h"
#include "report/profile/profile.h"

namespace leaktrace::report {

inline constexpr std::string_view kGperftoolsMagic = "heap profile:";

absl::StatusOr<Profile> ReadGperftools(const InputBytes& input);

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_PROFILE_GPERFTOOLS_READER_H_
