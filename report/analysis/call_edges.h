// Who calls a function and whom it calls, with the values that pass each edge:
// what `peek` shows. Recursion counts once per sample.
#ifndef LEAKTRACE_REPORT_ANALYSIS_CALL_EDGES_H_
#define LEAKTRACE_REPORT_ANALYSIS_CALL_EDGES_H_

#include <string>
#include <vector>

#include "report/analysis/call_tree.h"
#include "report/analysis/frame_rules.h"
#include "report/analysis/name_pattern.h"
#include "report/analysis/totals.h"
#include "report/profile/profile.h"

namespace leaktrace::report {

struct CallEdge {
  std::string function;
  std::string module;
  Totals totals;
};

struct Neighbourhood {
  FunctionTotals function;
  std::vector<CallEdge> callers;  // by function, then module
  std::vector<CallEdge> callees;
};

// Of the functions whose name matches, by function, then module.
std::vector<Neighbourhood> FindNeighbourhoods(const Profile& profile,
                                              const FrameRules& rules,
                                              const NamePattern& pattern);

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_ANALYSIS_CALL_EDGES_H_
