// The samples of a profile added up by owner, or by something of the owner:
// its module, its source file, its line, the call path from it outwards. Every
// sample falls into exactly one group, so the sums of any grouping are the
// totals of the profile.
#ifndef LEAKTRACE_REPORT_ANALYSIS_OWNER_GROUPING_H_
#define LEAKTRACE_REPORT_ANALYSIS_OWNER_GROUPING_H_

#include <cstdint>
#include <map>
#include <optional>

#include "report/analysis/frame_rules.h"
#include "report/analysis/owner_index.h"
#include "report/analysis/totals.h"
#include "report/profile/profile.h"

namespace leaktrace::report {

struct OwnerGroup {
  Totals totals;
  // What of it is alive, by birth interval; kNoBirth for foreign profiles.
  std::map<int32_t, Totals> births;
  int64_t named_live_bytes = 0;  // whose owner has a name, not an address
  // A sample of the heaviest stack (live bytes, else allocated bytes) and the
  // position of its owner in FrameTable::Stack.
  uint32_t example_sample = 0;
  uint32_t example_owner = 0;
};

// Ordered by key, so that everything made of it is stable.
using OwnerGroups = std::map<GroupKey, OwnerGroup>;

OwnerGroups GroupByOwner(const Profile& profile, const FrameRules& rules,
                         GroupBy by);

// How many objects are of the type that the group stands for; nothing if it
// stands for something else, or for what is not known.
std::optional<int64_t> InstancesOf(GroupBy by, const GroupKey& key,
                                   const Totals& totals);

// Of all samples.
Totals SumOfSamples(const Profile& profile);

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_ANALYSIS_OWNER_GROUPING_H_
