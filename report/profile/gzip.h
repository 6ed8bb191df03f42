// gzip in memory, both ways. Decompression is bounded: hostile input may claim
// a thousand times its size.
#ifndef LEAKTRACE_REPORT_PROFILE_GZIP_H_
#define LEAKTRACE_REPORT_PROFILE_GZIP_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace leaktrace::report {

// No profile may be larger, compressed or not.
inline constexpr uint64_t kMaxProfileBytes = uint64_t{1} << 30;

bool IsGzip(std::string_view bytes);

// All members of a gzip file. `name` is for messages. ResourceExhausted when
// the result would pass kMaxProfileBytes or is absurd for the input's size.
absl::StatusOr<std::string> Gunzip(std::string_view name,
                                   std::string_view bytes);

std::string Gzip(std::string_view bytes);

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_PROFILE_GZIP_H_
