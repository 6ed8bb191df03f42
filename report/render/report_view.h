// What the report shows, as plain rows. The command fills it; the renderers
// print it. Unknown facts are empty, and then nothing is printed for them.
#ifndef LEAKTRACE_REPORT_RENDER_REPORT_VIEW_H_
#define LEAKTRACE_REPORT_RENDER_REPORT_VIEW_H_

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace leaktrace::report {

struct PathRow {
  std::string function;
  std::string module;
  std::string file = {};
  int64_t line = 0;
  bool inlined = false;
  bool owner = false;
};

// With its 95 % interval; `high` may be infinite.
struct RateRow {
  double bytes_per_minute = 0;
  double low = 0;
  double high = 0;
};

// Bytes per unit of work, likewise.
struct WorkRateRow {
  double bytes_per_unit = 0;
  double low = 0;
  double high = 0;
};

// Objects of one type.
struct TypeRow {
  std::string name;
  int64_t instances = 0;
  int64_t live_bytes = 0;
};

struct OwnerRow {
  std::string name;
  std::string module;
  // Of the growth analysis, when it ran.
  std::string verdict;   // "growing"; empty: not judged
  std::string evidence;  // in words
  std::string next_step;
  std::optional<double> confidence;
  std::optional<RateRow> growth;  // of what stays, when it grows
  std::optional<WorkRateRow> growth_per_work;
  bool alarm = false;  // grows, and surely enough to say so first
  // The smallest steady growth that would have been seen in this owner.
  std::optional<double> detectable_bytes_per_minute;

  int64_t live_bytes = 0;
  int64_t live_objects = 0;
  double error_bytes = 0;  // half of the 95 % interval, from sampling
  int64_t samples = 0;
  int64_t alloc_bytes = 0;  // cumulative
  int64_t alloc_objects = 0;

  // Over the series; empty with one snapshot.
  std::optional<int64_t> change_bytes;
  std::optional<int64_t> change_objects;
  double change_error_bytes = 0;
  std::optional<double> bytes_per_minute;

  // Birth intervals with survivors, of all so far.
  std::optional<int64_t> births_alive;
  std::optional<int64_t> births_total;

  std::vector<PathRow> path;  // from the allocation outwards

  // What the stacks prove of the types of its objects, heaviest first.
  std::vector<TypeRow> types;
  // Of the type that the row stands for, if it is one.
  std::optional<int64_t> instances;

  // Growth that sampling alone does not explain.
  bool grew() const {
    return change_bytes &&
           static_cast<double>(*change_bytes) > change_error_bytes;
  }
};

// Growth of mappings outside of the heap.
struct MappingRow {
  std::string name;
  int64_t growth_bytes = 0;
};

// Where the memory of the process went; empty: not known.
struct MemoryView {
  std::optional<int64_t> anonymous_bytes;  // resident or swapped, now
  // Over the series.
  std::optional<int64_t> process_growth;
  int64_t live_growth = 0;
  std::optional<int64_t> overhead_growth = {};  // headers and rounding
  std::optional<int64_t> retained_growth = {};  // free, kept by the allocator
  std::optional<int64_t> self_growth = {};      // leaktrace's own
  std::vector<MappingRow> mappings = {};        // largest change first
  std::optional<int64_t> unexplained_growth = {};
  std::optional<double> share_explained = {};
  // What follows from all this, in words: when a limit is met, whose growth it
  // is that the heap does not explain.
  std::vector<std::string> notes = {};
  // Whose the growth is if it is not the heap's, as a sentence of its own, and
  // in a word: "allocator", "mappings", "leaktrace", "unexplained".
  std::string blame = {};
  std::string blamed = {};
  std::optional<double> seconds_to_limit = {};
};

struct ReportView {
  std::string grouping = "owner";
  // The process.
  std::string executable;  // base name
  std::optional<int64_t> pid;
  std::string host;
  std::string directory;
  int64_t snapshots = 0;
  double span_seconds = 0;
  int64_t interval_bytes = 1;
  bool exact = true;
  bool mixed_intervals = false;
  // Alive at the exit; all other figures are of the last snapshot before it.
  std::optional<int64_t> exit_bytes;
  // Live bytes before the filter, if there is one; `total` is what it kept.
  std::optional<int64_t> unfiltered_bytes;

  // Its heap.
  OwnerRow total;
  std::vector<OwnerRow> owners;  // sorted
  double symbolized_fraction = 1;

  // Its memory.
  MemoryView memory;
  std::vector<std::pair<std::string, int64_t>> losses;
  // Why the heap shown may not be the program's; comes before the answer.
  std::vector<std::string> coverage_problems;
  std::vector<std::string> warnings;
};

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_RENDER_REPORT_VIEW_H_
