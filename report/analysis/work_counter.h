// How much work a program had done at a time, from a file of "time,count"
// lines: requests served, messages handled, rows read.
#ifndef LEAKTRACE_REPORT_ANALYSIS_WORK_COUNTER_H_
#define LEAKTRACE_REPORT_ANALYSIS_WORK_COUNTER_H_

#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace leaktrace::report {

class WorkCounter {
 public:
  // Times are seconds, since the program started or of the Unix clock; counts
  // are cumulative, one that falls is a counter that began anew. A first line
  // of titles, empty lines and '#' comments are skipped. INVALID_ARGUMENT names
  // `source` and the line.
  static absl::StatusOr<WorkCounter> Parse(std::string_view text,
                                           std::string_view source);

  // Whether times are of the Unix clock.
  bool is_unix_time() const;

  // Interpolated, 0 at the first time; nothing is added before it or after the
  // last one.
  double At(double time_s) const;

  double first_time_s() const { return entries_.front().time_s; }
  double last_time_s() const { return entries_.back().time_s; }

 private:
  struct Entry {
    double time_s = 0;
    double count = 0;
  };

  static absl::StatusOr<Entry> ParseLine(std::string_view line);
  void MakeCumulative();

  std::vector<Entry> entries_;  // by time, at least two
};

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_ANALYSIS_WORK_COUNTER_H_
