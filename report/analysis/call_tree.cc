// Both views walk each sample once. Children are kept in ordered maps while
// the tree grows, so that its order does not depend on the order of samples.
#include "report/analysis/call_tree.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "report/analysis/frame_table.h"

namespace leaktrace::report {
namespace {

using FunctionKey = std::pair<std::string, std::string>;

FunctionKey KeyOf(const Frame& frame) { return {frame.function, frame.module}; }

const FunctionKey& NoStackKey() {
  static const FunctionKey key = {"[no stack]", ""};
  return key;
}

// From the allocation outwards; a sample without a stack has one frame, too.
std::vector<FunctionKey> StackOf(FrameTable& frames, const Sample& sample) {
  std::vector<FunctionKey> stack;
  for (const Frame* frame : frames.Stack(sample.locations)) {
    stack.push_back(KeyOf(*frame));
  }
  if (stack.empty()) stack.push_back(NoStackKey());
  return stack;
}

class TreeBuilder {
 public:
  TreeBuilder() : tree_{{CallNode{}}}, children_(1) {}

  void Add(const std::vector<FunctionKey>& path, size_t leaf,
           const Sample& sample) {
    uint32_t node = 0;
    tree_.nodes[node].cumulative.Add(sample);
    for (size_t i = 0; i < path.size(); ++i) {
      node = Child(node, path[i]);
      tree_.nodes[node].cumulative.Add(sample);
      if (i == leaf) tree_.nodes[node].flat.Add(sample);
    }
  }

  CallTree Finish() {
    for (size_t i = 0; i < children_.size(); ++i) {
      for (const auto& [key, child] : children_[i]) {
        tree_.nodes[i].children.push_back(child);
      }
    }
    return std::move(tree_);
  }

 private:
  uint32_t Child(uint32_t parent, const FunctionKey& key) {
    const auto next = static_cast<uint32_t>(tree_.nodes.size());
    const auto [entry, is_new] = children_[parent].try_emplace(key, next);
    const uint32_t child = entry->second;
    if (is_new) {
      tree_.nodes.push_back({key.first, key.second, {}, {}, {}});
      children_.emplace_back();
    }
    return child;
  }

  CallTree tree_;
  std::vector<std::map<FunctionKey, uint32_t>> children_;
};

// A function is compared by name once per frame of the table, not per sample.
class FunctionSums {
 public:
  void Add(const std::vector<const Frame*>& stack, const Sample& sample) {
    ++samples_;
    const uint32_t leaf =
        stack.empty() ? NumberOf(NoStackKey()) : NumberOf(stack.front());
    sums_[leaf].flat.Add(sample);
    AddOnce(leaf, sample);
    for (const Frame* frame : stack) AddOnce(NumberOf(frame), sample);
  }

  // By name.
  std::vector<FunctionTotals> Finish() const {
    std::vector<FunctionTotals> rows;
    rows.reserve(sums_.size());
    for (const auto& [key, number] : by_name_) {
      const Sums& sums = sums_[number];
      rows.push_back({key.first, key.second, sums.flat, sums.cumulative});
    }
    return rows;
  }

 private:
  struct Sums {
    Totals flat;
    Totals cumulative;
    size_t last_sample = 0;  // that was added, counted from 1
  };

  uint32_t NumberOf(const FunctionKey& key) {
    const auto next = static_cast<uint32_t>(sums_.size());
    const auto [entry, is_new] = by_name_.try_emplace(key, next);
    if (is_new) sums_.emplace_back();
    return entry->second;
  }

  uint32_t NumberOf(const Frame* frame) {
    const auto found = by_frame_.find(frame);
    if (found != by_frame_.end()) return found->second;
    return by_frame_[frame] = NumberOf(KeyOf(*frame));
  }

  // A recursive function counts once.
  void AddOnce(uint32_t number, const Sample& sample) {
    Sums& sums = sums_[number];
    if (sums.last_sample == samples_) return;
    sums.last_sample = samples_;
    sums.cumulative.Add(sample);
  }

  size_t samples_ = 0;
  std::vector<Sums> sums_;
  std::map<FunctionKey, uint32_t> by_name_;
  absl::flat_hash_map<const Frame*, uint32_t> by_frame_;
};

}  // namespace

CallTree BuildCallTree(const Profile& profile, const FrameRules& rules,
                       TreeDirection direction) {
  FrameTable frames(profile, rules);
  TreeBuilder builder;
  for (const Sample& sample : profile.samples) {
    std::vector<FunctionKey> path = StackOf(frames, sample);
    size_t leaf = 0;
    if (direction == TreeDirection::kFromEntry) {
      std::reverse(path.begin(), path.end());
      leaf = path.size() - 1;
    }
    builder.Add(path, leaf, sample);
  }
  return builder.Finish();
}

std::vector<FunctionTotals> TotalsByFunction(const Profile& profile,
                                             const FrameRules& rules) {
  FrameTable frames(profile, rules);
  FunctionSums sums;
  for (const Sample& sample : profile.samples) {
    sums.Add(frames.Stack(sample.locations), sample);
  }
  return sums.Finish();
}

}  // namespace leaktrace::report
