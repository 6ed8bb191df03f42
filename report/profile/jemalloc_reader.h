// Reads jemalloc's heap dumps ("heap_v2/RATE"): stacks, each followed by its
// counts over all threads ("t*") and per thread, then the mapped libraries.
#ifndef LEAKTRACE_REPORT_PROFILE_JEMALLOC_READER_H_
#define LEAKTRACE_REPORT_PROFILE_JEMALLOC_READER_H_

#include <string_view>

#include "absl/status/statusor.h"
#include "report/profile/input_bytes.h"
#include "report/profile/profile.h"

namespace leaktrace::report {

inline constexpr std::string_view kJemallocMagic = "heap_v2/";

absl::StatusOr<Profile> ReadJemalloc(const InputBytes& input);

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_PROFILE_JEMALLOC_READER_H_
