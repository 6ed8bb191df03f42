// gMock matchers for statuses: the code, and what the message says.
#ifndef LEAKTRACE_TESTS_REPORT_PROFILE_STATUS_MATCHERS_H_
#define LEAKTRACE_TESTS_REPORT_PROFILE_STATUS_MATCHERS_H_

#include <gmock/gmock.h>

#include <string>

#include "absl/status/status.h"

namespace leaktrace::report {

// Of a status, or of the status of a StatusOr.
inline const absl::Status& StatusOf(const absl::Status& status) {
  return status;
}
template <typename Result>
const absl::Status& StatusOf(const Result& result) {
  return result.status();
}

MATCHER_P2(FailsWith, code, message, "") {
  const absl::Status& status = StatusOf(arg);
  *result_listener << status.ToString();
  return status.code() == code &&
         testing::ExplainMatchResult(testing::HasSubstr(message),
                                     std::string(status.message()),
                                     result_listener);
}

MATCHER(Succeeds, "") {
  *result_listener << StatusOf(arg).ToString();
  return StatusOf(arg).ok();
}

}  // namespace leaktrace::report

#endif  // LEAKTRACE_TESTS_REPORT_PROFILE_STATUS_MATCHERS_H_
