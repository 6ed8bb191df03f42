// What `tree` shows: calls with the values of everything below them.
#ifndef LEAKTRACE_REPORT_RENDER_TREE_VIEW_H_
#define LEAKTRACE_REPORT_RENDER_TREE_VIEW_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "report/render/top_view.h"

namespace leaktrace::report {

struct TreeRow {
  std::string function;
  std::string module;
  SampleValues flat{};
  SampleValues cumulative{};
  std::vector<uint32_t> children;  // indices into TreeView::rows
};

struct TreeView {
  std::string source;
  size_t sample_type = kInuseSpaceType;
  std::optional<SampleValues> unfiltered;  // if a filter was asked for
  std::vector<TreeRow> rows;     // rows[0] is the root, without a name
  double least_fraction = 0.01;  // smaller subtrees are folded
};

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_RENDER_TREE_VIEW_H_
