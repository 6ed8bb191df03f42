// What `rules explain` shows: a stack, frame by frame, with the rule that
// decided on each.
#ifndef LEAKTRACE_REPORT_RENDER_EXPLAIN_VIEW_H_
#define LEAKTRACE_REPORT_RENDER_EXPLAIN_VIEW_H_

#include <cstdint>
#include <string>
#include <vector>

namespace leaktrace::report {

struct ExplainFrame {
  std::string function;
  std::string module;
  std::string place;        // "file:line", as far as known
  std::string frame_class;  // "allocator"...; empty: no rule matches
  std::string rule;         // as written; empty: none matches
  std::string origin;       // "owner_rules.txt:42"
  bool is_owner = false;
};

struct ExplainView {
  std::string source;
  int64_t live_bytes = 0;
  int64_t live_objects = 0;
  std::vector<ExplainFrame> frames;  // from the allocation outwards
  std::string owner;
  std::string reason;
  std::string type;  // of the objects; empty: not known
};

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_RENDER_EXPLAIN_VIEW_H_
