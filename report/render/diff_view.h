// What `diff A B` shows: B - A per owner with its sampling error.
#ifndef LEAKTRACE_REPORT_RENDER_DIFF_VIEW_H_
#define LEAKTRACE_REPORT_RENDER_DIFF_VIEW_H_

#include <cmath>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace leaktrace::report {

// Growth per minute or per unit of work, of what stays.
struct DiffSlope {
  double value = 0;
  double error = 0;  // half of the 95 % interval
};

struct DiffViewRow {
  std::string name;
  std::string module;
  int64_t base_bytes = 0;
  int64_t head_bytes = 0;
  int64_t base_objects = 0;
  int64_t head_objects = 0;
  double error_bytes = 0;  // half of the 95 % interval of the difference
  bool noise = false;      // within the error
  // What a unit of work left behind: between the snapshots of one run; of two
  // runs, what head holds per unit less what base does.
  std::optional<double> change_per_work = {};

  // Of two series: 0 for an owner that does not grow, give or take what would
  // have been seen.
  std::optional<DiffSlope> base_slope = {};
  std::optional<DiffSlope> head_slope = {};

  int64_t change_bytes() const { return head_bytes - base_bytes; }
  std::optional<DiffSlope> slope_change() const {
    if (!base_slope || !head_slope) return std::nullopt;
    return DiffSlope{head_slope->value - base_slope->value,
                     std::hypot(base_slope->error, head_slope->error)};
  }
  bool slope_is_noise() const {
    const std::optional<DiffSlope> change = slope_change();
    return !change || std::abs(change->value) <= change->error;
  }
};

struct DiffView {
  std::string grouping = "owner";
  std::string base;  // the files
  std::string head;
  int64_t base_interval_bytes = 1;
  int64_t head_interval_bytes = 1;
  // Live bytes before the filter, if there is one.
  std::optional<int64_t> base_unfiltered_bytes = {};
  std::optional<int64_t> head_unfiltered_bytes = {};
  bool same_run = false;
  std::string slope_unit;  // "min" or "work"; empty: no slopes
  DiffViewRow total;
  std::vector<DiffViewRow> rows;  // sorted
};

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_RENDER_DIFF_VIEW_H_
