// The options of every command that reads profiles, and what they lead to.
#ifndef LEAKTRACE_REPORT_CLI_PROFILE_OPTIONS_H_
#define LEAKTRACE_REPORT_CLI_PROFILE_OPTIONS_H_

#include <string>

#include "absl/status/statusor.h"
#include "report/profile/profile.h"
#include "report/profile/snapshot_directory.h"
#include "symbolizer/symbolizer.h"

namespace CLI {
class App;
}

namespace leaktrace::report {

struct ProfileOptions {
  std::string rules;
  symbolizer::SymbolizerOptions symbols;
  bool json = false;
};

// Adds --rules, --sysroot, --debug-dir and --json. `options` must outlive the
// parsing.
void AddProfileOptions(CLI::App* command, ProfileOptions* options);

// LEAKTRACE_DIR, or leaktrace.out.
std::string DefaultDirectory();

// `path`, or when it is empty LEAKTRACE_DIR, or leaktrace.out: a series, or the
// newest one in it.
absl::StatusOr<SnapshotDirectory> FindSeriesOrDefault(const std::string& path);

// `path` if it is a file; the newest snapshot if it is a directory or empty.
absl::StatusOr<std::string> FindProfileFile(const std::string& path);

// Reads the profile that `path` stands for and gives it names.
absl::StatusOr<Profile> LoadNamedProfile(const std::string& path,
                                         const ProfileOptions& options);

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_CLI_PROFILE_OPTIONS_H_
