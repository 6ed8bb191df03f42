// The lines of functions with what was allocated there: what `list` shows. Flat
// is what a line allocated itself, cumulative what it and its calls did.
#ifndef LEAKTRACE_REPORT_ANALYSIS_SOURCE_LINES_H_
#define LEAKTRACE_REPORT_ANALYSIS_SOURCE_LINES_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "report/analysis/frame_rules.h"
#include "report/analysis/name_pattern.h"
#include "report/analysis/totals.h"
#include "report/profile/profile.h"

namespace leaktrace::report {

struct LineTotals {
  Totals flat;
  Totals cumulative;
};

struct ListedFunction {
  std::string function;
  std::string module;
  std::string file;        // as the debug information says; may be empty
  int64_t start_line = 0;  // of the function, 0 if not known
  LineTotals total;
  std::map<int64_t, LineTotals> lines;  // 0: not known
};

// The functions whose name matches, by function, module and file.
std::vector<ListedFunction> FindSourceLines(const Profile& profile,
                                            const FrameRules& rules,
                                            const NamePattern& pattern);

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_ANALYSIS_SOURCE_LINES_H_
