// One key per distinct stack: a snapshot has a sample per birth interval, so
// most samples find the group of their stack in the memo.
#include "report/analysis/owner_grouping.h"

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "report/analysis/frame_table.h"
#include "report/analysis/owner.h"

namespace leaktrace::report {
namespace {

constexpr std::array<std::pair<std::string_view, GroupBy>, 6> kGroupings = {{
    {"owner", GroupBy::kOwner},
    {"function", GroupBy::kFunction},
    {"module", GroupBy::kModule},
    {"file", GroupBy::kFile},
    {"line", GroupBy::kLine},
    {"path", GroupBy::kPath},
}};

constexpr char kNoStackName[] = "[no stack]";
constexpr char kUnknown[] = "[unknown]";

std::string FileOf(const Frame& frame) {
  if (!frame.file.empty()) return frame.file;
  return frame.module.empty() ? kUnknown : frame.module;
}

std::string LineOf(const Frame& frame) {
  return frame.line > 0 ? absl::StrCat(FileOf(frame), ":", frame.line)
                        : frame.function;
}

std::string PathOf(std::span<const Frame* const> owner_outwards) {
  std::string path;
  for (const Frame* frame : owner_outwards) {
    absl::StrAppend(&path, path.empty() ? "" : " <- ", frame->function);
  }
  return path;
}

GroupKey KeyOf(std::span<const Frame* const> stack, size_t owner, GroupBy by) {
  const Frame& frame = *stack[owner];
  switch (by) {
    case GroupBy::kOwner:
      return {frame.function, frame.module};
    case GroupBy::kFunction:
      return {stack[0]->function, stack[0]->module};
    case GroupBy::kModule:
      return {frame.module.empty() ? kUnknown : frame.module, ""};
    case GroupBy::kFile:
      return {FileOf(frame), ""};
    case GroupBy::kLine:
      return {LineOf(frame), ""};
    case GroupBy::kPath:
      return {PathOf(stack.subspan(owner)), frame.module};
  }
  return {};
}

class Grouper {
 public:
  Grouper(const Profile& profile, const FrameRules& rules, GroupBy by)
      : profile_(profile), frames_(profile, rules), by_(by) {}

  OwnerGroups Group() {
    for (uint32_t i = 0; i < profile_.samples.size(); ++i) AddSample(i);
    return std::move(groups_);
  }

 private:
  struct StackGroup {
    OwnerGroup* group = nullptr;
    uint32_t owner = 0;
    Totals totals;  // of this stack alone
  };

  void AddSample(uint32_t index) {
    const Sample& sample = profile_.samples[index];
    StackGroup& stack = GroupOfStack(sample.locations);
    stack.totals.Add(sample);
    OwnerGroup& group = *stack.group;
    group.totals.Add(sample);
    if (sample.live_objects != 0 || sample.live_bytes != 0) {
      group.births[sample.birth].Add(sample);
    }
    const std::pair<int64_t, int64_t> weight = {stack.totals.live_bytes,
                                                stack.totals.alloc_bytes};
    auto [heaviest, is_new] = heaviest_.try_emplace(&group, weight);
    if (!is_new && weight <= heaviest->second) return;
    heaviest->second = weight;
    group.example_sample = index;
    group.example_owner = stack.owner;
  }

  StackGroup& GroupOfStack(const std::vector<uint32_t>& locations) {
    const auto [entry, is_new] = stacks_.try_emplace(locations);
    if (!is_new) return entry->second;
    const std::vector<const Frame*> stack = frames_.Stack(locations);
    GroupKey key = {kNoStackName, ""};
    if (!stack.empty()) {
      entry->second.owner = static_cast<uint32_t>(FindOwner(stack));
      key = KeyOf(stack, entry->second.owner, by_);
    }
    entry->second.group = &groups_[std::move(key)];
    ++entry->second.group->stacks;
    return entry->second;
  }

  const Profile& profile_;
  FrameTable frames_;
  GroupBy by_;
  OwnerGroups groups_;
  absl::flat_hash_map<std::vector<uint32_t>, StackGroup> stacks_;
  absl::flat_hash_map<const OwnerGroup*, std::pair<int64_t, int64_t>> heaviest_;
};

}  // namespace

std::optional<GroupBy> ParseGroupBy(std::string_view word) {
  for (const auto& [name, by] : kGroupings) {
    if (name == word) return by;
  }
  return std::nullopt;
}

OwnerGroups GroupByOwner(const Profile& profile, const FrameRules& rules,
                         GroupBy by) {
  return Grouper(profile, rules, by).Group();
}

Totals SumOfSamples(const Profile& profile) {
  Totals totals;
  for (const Sample& sample : profile.samples) totals.Add(sample);
  return totals;
}

}  // namespace leaktrace::report
