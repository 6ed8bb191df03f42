// One pass over the samples. The heaviest stack of a group is the one whose
// samples weigh most together: a snapshot has one per birth interval.
#include "report/analysis/owner_grouping.h"

#include <cstdint>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"

namespace leaktrace::report {
namespace {

using Weight = std::pair<int64_t, int64_t>;  // live, allocated

class Grouper {
 public:
  Grouper(const Profile& profile, const FrameRules& rules, GroupBy by)
      : profile_(profile), index_(rules, by) {
    index_.SetProfile(profile);
  }

  OwnerGroups Group() {
    for (uint32_t i = 0; i < profile_.samples.size(); ++i) AddSample(i);
    OwnerGroups by_key;
    for (size_t id = 0; id < groups_.size(); ++id) {
      by_key.emplace(index_.keys()[id], std::move(groups_[id]));
    }
    return by_key;
  }

 private:
  void AddSample(uint32_t index) {
    const Sample& sample = profile_.samples[index];
    if (!HasStackOfPrevious(index)) LookUp(sample);
    const OwnerIndex::Entry owner = owner_;
    OwnerGroup& group = groups_[owner.id];
    group.totals.Add(sample);
    if (owner.named) group.named_live_bytes += sample.live_bytes;
    if (sample.live_objects != 0 || sample.live_bytes != 0) {
      group.births[sample.birth].Add(sample);
    }
    Weight& stack = *stack_;
    stack.first += sample.live_bytes;
    stack.second += sample.alloc_bytes;
    if (stack <= heaviest_[owner.id]) return;
    heaviest_[owner.id] = stack;
    group.example_sample = index;
    group.example_owner = owner.frame;
  }

  // A snapshot lists the samples of a stack one after the other.
  bool HasStackOfPrevious(uint32_t index) const {
    if (index == 0) return false;
    const Sample& previous = profile_.samples[index - 1];
    const Sample& sample = profile_.samples[index];
    return sample.locations == previous.locations &&
           sample.labels == previous.labels;
  }

  void LookUp(const Sample& sample) {
    owner_ = index_.Find(sample);
    if (owner_.id == groups_.size()) {
      groups_.emplace_back();
      heaviest_.emplace_back(-1, -1);
    }
    stack_ = &stacks_[sample.locations];
  }

  const Profile& profile_;
  OwnerIndex index_;
  std::vector<OwnerGroup> groups_;  // by id
  std::vector<Weight> heaviest_;    // by id
  absl::flat_hash_map<std::vector<uint32_t>, Weight> stacks_;
  // Of the sample at hand.
  OwnerIndex::Entry owner_;
  Weight* stack_ = nullptr;
};

}  // namespace

OwnerGroups GroupByOwner(const Profile& profile, const FrameRules& rules,
                         GroupBy by) {
  return Grouper(profile, rules, by).Group();
}

std::optional<int64_t> InstancesOf(GroupBy by, const GroupKey& key,
                                   const Totals& totals) {
  if (by != GroupBy::kType || !IsKnownType(key)) return std::nullopt;
  return totals.live_objects;
}

Totals SumOfSamples(const Profile& profile) {
  Totals totals;
  for (const Sample& sample : profile.samples) totals.Add(sample);
  return totals;
}

}  // namespace leaktrace::report
