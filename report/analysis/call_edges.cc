// One walk over the samples; edges of a sample are a set first.
#include "report/analysis/call_edges.h"

#include <cstddef>
#include <map>
#include <set>
#include <utility>

#include "report/analysis/frame_table.h"

namespace leaktrace::report {
namespace {

using Key = std::pair<std::string, std::string>;  // function, module

struct Sums {
  std::map<Key, Totals> callers;
  std::map<Key, Totals> callees;
};

class EdgeCollector {
 public:
  EdgeCollector(const Profile& profile, const FrameRules& rules,
                const NamePattern& pattern)
      : profile_(profile), frames_(profile, rules), pattern_(pattern) {}

  std::map<Key, Sums> Collect() {
    for (const Sample& sample : profile_.samples) Add(sample);
    return std::move(sums_);
  }

 private:
  bool IsWanted(const Key& key) {
    const auto [entry, is_new] = wanted_.try_emplace(key, false);
    if (is_new) entry->second = pattern_.Matches(key.first);
    return entry->second;
  }

  void Add(const Sample& sample) {
    std::vector<Key> stack;
    for (const Frame* frame : frames_.Stack(sample.locations)) {
      stack.emplace_back(frame->function, frame->module);
    }
    std::set<std::pair<Key, Key>> edges;  // caller, callee
    for (size_t i = 0; i + 1 < stack.size(); ++i) {
      edges.emplace(stack[i + 1], stack[i]);
    }
    for (const auto& [caller, callee] : edges) {
      if (IsWanted(callee)) sums_[callee].callers[caller].Add(sample);
      if (IsWanted(caller)) sums_[caller].callees[callee].Add(sample);
    }
  }

  const Profile& profile_;
  FrameTable frames_;
  const NamePattern& pattern_;
  std::map<Key, bool> wanted_;
  std::map<Key, Sums> sums_;
};

std::vector<CallEdge> EdgesOf(const std::map<Key, Totals>& sums) {
  std::vector<CallEdge> edges;
  for (const auto& [key, totals] : sums) {
    edges.push_back({key.first, key.second, totals});
  }
  return edges;
}

}  // namespace

std::vector<Neighbourhood> FindNeighbourhoods(const Profile& profile,
                                              const FrameRules& rules,
                                              const NamePattern& pattern) {
  std::map<Key, Sums> sums = EdgeCollector(profile, rules, pattern).Collect();
  std::vector<Neighbourhood> found;
  for (FunctionTotals& row : TotalsByFunction(profile, rules)) {
    if (!pattern.Matches(row.function)) continue;
    const Sums& edges = sums[{row.function, row.module}];
    found.push_back(
        {std::move(row), EdgesOf(edges.callers), EdgesOf(edges.callees)});
  }
  return found;
}

}  // namespace leaktrace::report
