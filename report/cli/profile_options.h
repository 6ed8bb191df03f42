// The options of every command that reads profiles, and what they lead to.
#ifndef LEAKTRACE_REPORT_CLI_PROFILE_OPTIONS_H_
#define LEAKTRACE_REPORT_CLI_PROFILE_OPTIONS_H_

#include <memory>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "report/analysis/sample_filter.h"
#include "report/analysis/totals.h"
#include "report/profile/profile.h"
#include "report/profile/snapshot_directory.h"
#include "symbolizer/symbolizer.h"

namespace CLI {
class App;
}

namespace leaktrace::report {

class TemporaryFolder;

struct ProfileOptions {
  std::string rules;
  symbolizer::SymbolizerOptions symbols;
  SampleFilter filter;
  // The bundle that was opened, as long as it is read.
  std::shared_ptr<const TemporaryFolder> unpacked;
  bool full_names = false;
  bool json = false;
};

// Adds --rules, --verbose, --json and the symbol options. `options` must
// outlive the parsing.
void AddProfileOptions(CLI::App* command, ProfileOptions* options);

// Where names come from: --sysroot, --debug-dir, --debuginfod, --no-cache.
void AddSymbolOptions(CLI::App* command,
                      symbolizer::SymbolizerOptions* options);

// --focus, --ignore, --hide, --show.
void AddFilterOptions(CLI::App* command, ProfileOptions* options);

// What is wrong with a regular expression, for CLI11; empty: nothing.
std::string CheckExpression(const std::string& expression);

// LEAKTRACE_DIR, or leaktrace.out.
std::string DefaultDirectory();

// `path`, or when it is empty LEAKTRACE_DIR, or leaktrace.out: a series, or the
// newest one in it.
absl::StatusOr<SnapshotDirectory> FindSeriesOrDefault(const std::string& path);

// `path` if it is a file; the newest snapshot if it is a directory or empty.
absl::StatusOr<std::string> FindProfileFile(const std::string& path);

// Reads the profile that `path` stands for, gives it names, applies the filter.
// If there is one, `*unfiltered` is set to what the profile held before.
absl::StatusOr<Profile> LoadNamedProfile(
    const std::string& path, const ProfileOptions& options,
    std::optional<Totals>* unfiltered = nullptr);

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_CLI_PROFILE_OPTIONS_H_
