// What `check` and `selftest` show: a row per limit and owner, and what the run
// as a whole is worth. The command fills it; the renderers print it.
#ifndef LEAKTRACE_REPORT_RENDER_CHECK_VIEW_H_
#define LEAKTRACE_REPORT_RENDER_CHECK_VIEW_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "report/render/report_view.h"

namespace leaktrace::report {

enum class CheckStatus { kPassed, kSuppressed, kUndecided, kFailed };

constexpr std::string_view CheckStatusName(CheckStatus status) {
  switch (status) {
    case CheckStatus::kPassed:
      return "passed";
    case CheckStatus::kSuppressed:
      return "suppressed";
    case CheckStatus::kUndecided:
      return "undecided";
    case CheckStatus::kFailed:
      return "failed";
  }
  return "";
}

struct CheckRow {
  CheckStatus status = CheckStatus::kPassed;
  std::string rule;     // "growth", "bytes", "objects", "increase", "slope"
  std::string subject;  // the owner, "module libx.so", or "total"
  std::string module;
  std::string message;  // one line, without the subject
  std::string origin;   // "budgets.txt:3" of the rule; may be empty
  std::string evidence;
  std::string next_step;
  // Bytes, objects, bytes per second or bytes per unit of work.
  std::string unit;
  std::optional<double> value;
  std::optional<double> low;
  std::optional<double> high;
  std::optional<double> limit;
  std::optional<double> base;
  std::vector<PathRow> path;  // from the allocation outwards
};

struct CheckView {
  CheckStatus status = CheckStatus::kPassed;
  int exit_status = 0;
  std::string executable;
  std::string directory;
  // Source files below it are named relative to it, where a format wants that.
  std::string source_root;
  std::string base_directory;  // empty: not compared
  int64_t snapshots = 0;
  double span_seconds = 0;
  std::vector<CheckRow> rows;      // worst first
  std::vector<std::string> notes;  // unused rules, owners to watch
  // The smallest steady leak that the run would have seen.
  std::optional<double> detectable_bytes_per_minute;
  std::string detectable;  // in words
};

// "failed: 1 of 3 checks beyond its limit".
std::string CheckHeadline(const CheckView& view);

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_RENDER_CHECK_VIEW_H_
