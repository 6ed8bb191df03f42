// A gMock matcher for digests that say the same, however they hold it.
#ifndef LEAKTRACE_TESTS_REPORT_PROFILE_SAME_DIGEST_H_
#define LEAKTRACE_TESTS_REPORT_PROFILE_SAME_DIGEST_H_

#include <gmock/gmock.h>

#include <algorithm>

#include "report/profile/profile_digest.h"

namespace leaktrace::report {

inline bool SameStack(const ProfileDigest& a, const ProfileDigest& b,
                      size_t index) {
  return std::ranges::equal(a.Stack(index), b.Stack(index)) &&
         a.Labels(index) == b.Labels(index);
}

MATCHER_P(SameDigest, expected, "") {
  if (arg.tables != expected.tables || arg.rows != expected.rows) return false;
  if (arg.stack_count() != expected.stack_count()) return false;
  for (size_t i = 0; i < arg.stack_count(); ++i) {
    if (!SameStack(arg, expected, i)) return false;
  }
  return true;
}

}  // namespace leaktrace::report

#endif  // LEAKTRACE_TESTS_REPORT_PROFILE_SAME_DIGEST_H_
