// Field numbers of profile.proto (pprof), one namespace per message: for its
// reader and its writer. Published by pprof; they never change.
#ifndef LEAKTRACE_REPORT_PROFILE_PPROF_FIELDS_H_
#define LEAKTRACE_REPORT_PROFILE_PPROF_FIELDS_H_

#include <cstdint>

namespace leaktrace::report::pprof {

namespace profile {
inline constexpr uint32_t kSampleType = 1;
inline constexpr uint32_t kSample = 2;
inline constexpr uint32_t kMapping = 3;
inline constexpr uint32_t kLocation = 4;
inline constexpr uint32_t kFunction = 5;
inline constexpr uint32_t kStringTable = 6;
inline constexpr uint32_t kTimeNanos = 9;
inline constexpr uint32_t kPeriodType = 11;
inline constexpr uint32_t kPeriod = 12;
inline constexpr uint32_t kComment = 13;
inline constexpr uint32_t kDefaultSampleType = 14;
}  // namespace profile

namespace value_type {
inline constexpr uint32_t kType = 1;
inline constexpr uint32_t kUnit = 2;
}  // namespace value_type

namespace sample {
inline constexpr uint32_t kLocationId = 1;
inline constexpr uint32_t kValue = 2;
inline constexpr uint32_t kLabel = 3;
}  // namespace sample

namespace label {
inline constexpr uint32_t kKey = 1;
inline constexpr uint32_t kText = 2;
inline constexpr uint32_t kNumber = 3;
inline constexpr uint32_t kUnit = 4;
}  // namespace label

namespace mapping {
inline constexpr uint32_t kId = 1;
inline constexpr uint32_t kStart = 2;
inline constexpr uint32_t kLimit = 3;
inline constexpr uint32_t kFileOffset = 4;
inline constexpr uint32_t kPath = 5;
inline constexpr uint32_t kBuildId = 6;
inline constexpr uint32_t kHasFunctions = 7;
inline constexpr uint32_t kHasFilenames = 8;
inline constexpr uint32_t kHasLineNumbers = 9;
inline constexpr uint32_t kHasInlineFrames = 10;
}  // namespace mapping

namespace location {
inline constexpr uint32_t kId = 1;
inline constexpr uint32_t kMappingId = 2;
inline constexpr uint32_t kAddress = 3;
inline constexpr uint32_t kLine = 4;
}  // namespace location

namespace line {
inline constexpr uint32_t kFunctionId = 1;
inline constexpr uint32_t kLine = 2;
}  // namespace line

namespace function {
inline constexpr uint32_t kId = 1;
inline constexpr uint32_t kName = 2;
inline constexpr uint32_t kSystemName = 3;
inline constexpr uint32_t kFilename = 4;
inline constexpr uint32_t kStartLine = 5;
}  // namespace function

}  // namespace leaktrace::report::pprof

#endif  // LEAKTRACE_REPORT_PROFILE_PPROF_FIELDS_H_
