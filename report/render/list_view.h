// What `list` shows: source lines with the values beside them.
#ifndef LEAKTRACE_REPORT_RENDER_LIST_VIEW_H_
#define LEAKTRACE_REPORT_RENDER_LIST_VIEW_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "report/render/top_view.h"

namespace leaktrace::report {

struct ListLine {
  int64_t number = 0;
  SampleValues flat{};
  SampleValues cumulative{};
  std::string text;  // of the source; empty if it cannot be read
};

struct ListEntry {
  TopRow function;
  std::string file;
  std::string problem;          // why there is no text
  std::vector<ListLine> lines;  // by number
};

struct ListView {
  std::string source;
  size_t sample_type = kInuseSpaceType;
  SampleValues total{};
  std::optional<SampleValues> unfiltered;  // if a filter was asked for
  std::vector<ListEntry> entries;          // any order
};

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_RENDER_LIST_VIEW_H_
