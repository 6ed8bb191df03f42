// Whole call stacks with their values: what flame graphs and exports are made
// of. Nothing of a profile is left out: the values add up to its totals.
#ifndef LEAKTRACE_REPORT_RENDER_STACK_VIEW_H_
#define LEAKTRACE_REPORT_RENDER_STACK_VIEW_H_

#include <cstdint>
#include <string>
#include <vector>

#include "report/render/top_view.h"

namespace leaktrace::report {

struct StackFrame {
  std::string function;  // "libfoo.so+0x1234" when it has no name
  std::string module;
  std::string file;
  int64_t line = 0;
  bool inlined = false;

  auto operator<=>(const StackFrame&) const = default;
};

struct StackRow {
  std::vector<uint32_t> frames;  // from the allocation outwards, indices
  std::string owner_name;        // as the report groups
  std::string owner_module;
  uint32_t owner = 0;                // position in `frames`
  std::string thread;                // empty: not recorded
  std::string type;                  // of the objects, empty: not known
  std::vector<SampleValues> values;  // by moment
};

struct StackView {
  std::string source;
  size_t moments = 1;
  std::vector<StackFrame> frames;
  std::vector<StackRow> stacks;
};

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_RENDER_STACK_VIEW_H_
