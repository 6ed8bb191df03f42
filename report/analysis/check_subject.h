// A run as `leaktrace check` sees it: what its owners hold, by how much that
// may be wrong, and which of them grow.
#ifndef LEAKTRACE_REPORT_ANALYSIS_CHECK_SUBJECT_H_
#define LEAKTRACE_REPORT_ANALYSIS_CHECK_SUBJECT_H_

#include <optional>
#include <string>
#include <vector>

#include "report/analysis/growth_verdict.h"

namespace leaktrace::report {

// With half of its 95 % interval.
struct CheckValue {
  double value = 0;
  double error = 0;
};

struct CheckOwner {
  std::string name;
  std::string module;
  CheckValue bytes;
  CheckValue objects;
  std::optional<CheckValue> increase;
  // Grows, and surely enough for an alarm; `growing` alone is on probation.
  bool growing = false;
  bool alarm = false;
  // Of what stays; only when it grows.
  std::optional<GrowthRate> per_second;
  std::optional<GrowthRate> per_work;
  // Functions, files and modules of its heaviest call path.
  std::vector<std::string> path_words;
};

struct CheckSubject {
  CheckOwner total;
  std::vector<CheckOwner> owners;
};

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_ANALYSIS_CHECK_SUBJECT_H_
