// Both views walk each sample once. Children are kept in ordered maps while
// the tree grows, so that its order does not depend on the order of samples.
#include "report/analysis/call_tree.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

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
  std::map<FunctionKey, std::pair<Totals, Totals>> totals;
  for (const Sample& sample : profile.samples) {
    const std::vector<FunctionKey> stack = StackOf(frames, sample);
    totals[stack.front()].first.Add(sample);
    for (const FunctionKey& key : std::set(stack.begin(), stack.end())) {
      totals[key].second.Add(sample);
    }
  }
  std::vector<FunctionTotals> rows;
  rows.reserve(totals.size());
  for (const auto& [key, sums] : totals) {
    rows.push_back({key.first, key.second, sums.first, sums.second});
  }
  return rows;
}

}  // namespace leaktrace::report
