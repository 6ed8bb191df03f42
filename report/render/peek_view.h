// What `peek` shows: functions between their callers and what they call.
#ifndef LEAKTRACE_REPORT_RENDER_PEEK_VIEW_H_
#define LEAKTRACE_REPORT_RENDER_PEEK_VIEW_H_

#include <optional>
#include <string>
#include <vector>

#include "report/render/top_view.h"

namespace leaktrace::report {

struct PeekEdge {
  std::string function;
  std::string module;
  SampleValues values{};
};

struct PeekEntry {
  TopRow function;
  std::vector<PeekEdge> callers;  // any order
  std::vector<PeekEdge> callees;
};

struct PeekView {
  std::string source;
  size_t sample_type = kInuseSpaceType;
  SampleValues total{};
  std::optional<SampleValues> unfiltered;  // if a filter was asked for
  std::vector<PeekEntry> entries;          // any order
};

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_RENDER_PEEK_VIEW_H_
