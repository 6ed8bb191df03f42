// See work_option.h.
#include "report/cli/work_option.h"

#include <string>
#include <vector>

#include "CLI/CLI.hpp"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "report/analysis/work_axis.h"
#include "report/analysis/work_counter.h"
#include "report/cli/small_file.h"

namespace leaktrace::report {

namespace {

absl::Status ApplyFile(const std::string& path, SnapshotSeries* series,
                       std::vector<std::string>* warnings) {
  const absl::StatusOr<std::string> text = ReadSmallFile(path, "--work");
  if (!text.ok()) return text.status();
  const absl::StatusOr<WorkCounter> counter = WorkCounter::Parse(*text, path);
  if (!counter.ok()) return counter.status();
  const absl::Status status = SetWork(*counter, series);
  if (!status.ok()) {
    return absl::InvalidArgumentError(path + ": " +
                                      std::string(status.message()));
  }
  const std::string uncounted = UncountedTime(*counter, *series);
  if (!uncounted.empty()) warnings->push_back(path + ": " + uncounted);
  return absl::OkStatus();
}

}  // namespace

void AddAxisOption(CLI::App* command, std::string* per) {
  command
      ->add_option("--per", *per,
                   "Judge growth along work (if it is counted), time or "
                   "allocations")
      ->check(CLI::IsMember({"work", "time", "allocations"}));
}

void AddWorkOptions(CLI::App* command, WorkOptions* options) {
  command->add_option("--work", options->file,
                      "A file of time,count lines: the work done by then");
  AddAxisOption(command, &options->per);
}

absl::Status ApplyWork(const WorkOptions& options, SnapshotSeries* series,
                       std::vector<std::string>* warnings) {
  if (!options.file.empty()) {
    const absl::Status status = ApplyFile(options.file, series, warnings);
    if (!status.ok()) return status;
    if (options.per != "work") {
      warnings->push_back(options.file +
                          ": not used, since growth is judged "
                          "per " +
                          options.per + " (--per)");
    }
  }
  if (options.per == "time") ForgetWork(series);
  if (options.per == "allocations") SetWorkFromAllocations(series);
  return absl::OkStatus();
}

}  // namespace leaktrace::report
