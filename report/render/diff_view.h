// What `diff A B` shows: B - A per owner with its sampling error.
#ifndef LEAKTRACE_REPORT_RENDER_DIFF_VIEW_H_
#define LEAKTRACE_REPORT_RENDER_DIFF_VIEW_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace leaktrace::report {

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

  int64_t change_bytes() const { return head_bytes - base_bytes; }
};

struct DiffView {
  std::string grouping = "owner";
  std::string base;  // the files
  std::string head;
  int64_t base_interval_bytes = 1;
  int64_t head_interval_bytes = 1;
  bool same_run = false;
  DiffViewRow total;
  std::vector<DiffViewRow> rows;  // sorted
};

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_RENDER_DIFF_VIEW_H_
