// The samples of a profile added up by owner, or by something of the owner:
// its module, its source file, its line, the call path from it outwards. Every
// sample falls into exactly one group, so the sums of any grouping are the
// totals of the profile.
#ifndef LEAKTRACE_REPORT_ANALYSIS_OWNER_GROUPING_H_
#define LEAKTRACE_REPORT_ANALYSIS_OWNER_GROUPING_H_

#include <compare>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "report/analysis/frame_rules.h"
#include "report/analysis/totals.h"
#include "report/profile/profile.h"

namespace leaktrace::report {

enum class GroupBy { kOwner, kFunction, kModule, kFile, kLine, kPath };

// "owner", "function".... Nothing if there is no such grouping.
std::optional<GroupBy> ParseGroupBy(std::string_view word);

struct GroupKey {
  std::string name;    // function, file, "file:line" or "a <- b <- c"
  std::string module;  // empty when grouped by module, file or line
  auto operator<=>(const GroupKey&) const = default;
};

struct OwnerGroup {
  Totals totals;
  // What of it is alive, by birth interval; kNoBirth for foreign profiles.
  std::map<int32_t, Totals> births;
  // The heaviest stack (live bytes, else allocated bytes) and its owner frame.
  uint32_t example_sample = 0;
  uint32_t example_owner = 0;  // index into FrameTable::Stack of it
  int64_t stacks = 0;
};

// Ordered by key, so that everything made of it is stable.
using OwnerGroups = std::map<GroupKey, OwnerGroup>;

OwnerGroups GroupByOwner(const Profile& profile, const FrameRules& rules,
                         GroupBy by);

// Of all samples.
Totals SumOfSamples(const Profile& profile);

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_ANALYSIS_OWNER_GROUPING_H_
