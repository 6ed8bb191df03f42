// The samples of a profile as a tree of calls, from the program's entry inwards
// or, reversed, from the allocations outwards; and the same flat, per function.
// Flat is what a function allocated itself, cumulative what it and everything
// it called did, recursion counted once.
#ifndef LEAKTRACE_REPORT_ANALYSIS_CALL_TREE_H_
#define LEAKTRACE_REPORT_ANALYSIS_CALL_TREE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "report/analysis/frame_rules.h"
#include "report/analysis/totals.h"
#include "report/profile/profile.h"

namespace leaktrace::report {

struct CallNode {
  std::string function;
  std::string module;
  Totals flat;
  Totals cumulative;
  std::vector<uint32_t> children;  // indices, by function then module
};

// nodes[0] is the root: no function, cumulative is the profile's total.
struct CallTree {
  std::vector<CallNode> nodes;
};

enum class TreeDirection { kFromEntry, kFromAllocation };

CallTree BuildCallTree(const Profile& profile, const FrameRules& rules,
                       TreeDirection direction);

struct FunctionTotals {
  std::string function;
  std::string module;
  Totals flat;
  Totals cumulative;
};

// By function, then module. The flat totals add up to the profile's.
std::vector<FunctionTotals> TotalsByFunction(const Profile& profile,
                                             const FrameRules& rules);

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_ANALYSIS_CALL_TREE_H_
