// See owner_types.h.
#include "report/analysis/owner_types.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "report/analysis/totals.h"

namespace leaktrace::report {

std::map<GroupKey, std::vector<TypeInstances>> TypesByOwner(
    const Profile& profile, const FrameRules& rules, GroupBy by) {
  OwnerIndex owners(rules, by);
  OwnerIndex types(rules, GroupBy::kType);
  owners.SetProfile(profile);
  types.SetProfile(profile);
  std::map<std::pair<uint32_t, uint32_t>, Totals> sums;
  for (const Sample& sample : profile.samples) {
    if (sample.live_objects == 0) continue;
    sums[{owners.Find(sample).id, types.Find(sample).id}].Add(sample);
  }
  std::map<GroupKey, std::vector<TypeInstances>> found;
  for (const auto& [ids, totals] : sums) {
    const GroupKey& type = types.keys()[ids.second];
    if (!IsKnownType(type)) continue;
    found[owners.keys()[ids.first]].push_back(
        {type.name, totals.live_objects, totals.live_bytes});
  }
  const auto rank = [](const TypeInstances& t) {
    return std::tuple(-t.live_bytes, -t.live_objects, t.type);
  };
  for (auto& [owner, instances] : found) {
    std::sort(instances.begin(), instances.end(),
              [&](const TypeInstances& a, const TypeInstances& b) {
                return rank(a) < rank(b);
              });
  }
  return found;
}

}  // namespace leaktrace::report
