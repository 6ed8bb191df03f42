// What kinds of objects each owner holds, and how many of each.
#ifndef LEAKTRACE_REPORT_ANALYSIS_OWNER_TYPES_H_
#define LEAKTRACE_REPORT_ANALYSIS_OWNER_TYPES_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "report/analysis/frame_rules.h"
#include "report/analysis/owner_index.h"
#include "report/profile/profile.h"

namespace leaktrace::report {

struct TypeInstances {
  std::string type;
  int64_t live_objects = 0;
  int64_t live_bytes = 0;
};

// Heaviest first, ties by name. Objects whose type is not known are in none:
// an owner without any known one is not there.
std::map<GroupKey, std::vector<TypeInstances>> TypesByOwner(
    const Profile& profile, const FrameRules& rules, GroupBy by);

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_ANALYSIS_OWNER_TYPES_H_
