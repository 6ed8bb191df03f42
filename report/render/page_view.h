// What the page shows beside the report: curves, survivors by birth interval,
// stacks at some moments. Series that are too long are thinned before they get
// here; `notes` says so in words.
#ifndef LEAKTRACE_REPORT_RENDER_PAGE_VIEW_H_
#define LEAKTRACE_REPORT_RENDER_PAGE_VIEW_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "report/render/report_view.h"
#include "report/render/stack_view.h"

namespace leaktrace::report {

// One snapshot of the curves.
struct PagePoint {
  int64_t sequence = 0;
  double time_s = 0;
  int64_t wall_ns = 0;  // 0: not known
  int64_t live_bytes = 0;
  std::optional<int64_t> anonymous_bytes;
  std::optional<int64_t> retained_bytes;
  std::optional<int64_t> self_bytes;
};

// Survivors of birth interval `epoch` at `column`, both positions in
// PageView::birth_points.
struct BirthCell {
  size_t column = 0;
  size_t epoch = 0;
  int64_t bytes = 0;
};

struct PageOwner {
  size_t row = 0;                    // in ReportView::owners
  std::vector<int64_t> live_bytes;   // by point
  std::vector<int64_t> error_bytes;  // half of the 95 % interval
  std::vector<BirthCell> births;     // empty: not known, or not among the first
};

// A verdict, where on the time axis it shows.
struct PageMark {
  size_t row = 0;  // in ReportView::owners
  double time_s = 0;
  std::string text;
};

struct PageView {
  ReportView report;
  bool has_times = true;
  std::vector<PagePoint> points;
  std::vector<PageOwner> owners;
  std::vector<size_t> birth_points;  // positions in `points`, ascending
  std::vector<size_t> moments;       // of `stacks`, positions in `points`
  StackView stacks;
  std::vector<size_t> stack_owners;  // row of each stack; owners.size(): none
  std::vector<PageMark> marks;
  std::vector<std::string> notes;
};

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_RENDER_PAGE_VIEW_H_
