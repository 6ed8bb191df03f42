// --work FILE and --per AXIS: along what growth is judged.
#ifndef LEAKTRACE_REPORT_CLI_WORK_OPTION_H_
#define LEAKTRACE_REPORT_CLI_WORK_OPTION_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "report/analysis/snapshot_series.h"

namespace CLI {
class App;
}

namespace leaktrace::report {

struct WorkOptions {
  std::string file;  // of time,count lines; empty: the program's own count
  std::string per = "work";  // or "time" or "allocations"
};

// What the options fill must outlive the parsing.
void AddAxisOption(CLI::App* command, std::string* per);
void AddWorkOptions(CLI::App* command, WorkOptions* options);

// Adds to `warnings` where the options leave doubts.
absl::Status ApplyWork(const WorkOptions& options, SnapshotSeries* series,
                       std::vector<std::string>* warnings);

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_CLI_WORK_OPTION_H_
