// See profile_options.h.
#include "report/cli/profile_options.h"

#include <cstdlib>
#include <filesystem>
#include <string>
#include <system_error>

#include "CLI/CLI.hpp"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "preload/snapshot_format.h"
#include "report/cli/failure.h"
#include "report/cli/profile_symbolizer.h"
#include "report/profile/profile_reader.h"

namespace leaktrace::report {
std::string DefaultDirectory() {
  const char* variable = std::getenv("LEAKTRACE_DIR");
  if (variable != nullptr && *variable != '\0') return variable;
  return format::kDefaultDirectory;
}

void AddProfileOptions(CLI::App* command, ProfileOptions* options) {
  command->add_option("--rules", options->rules,
                      "Owner rules that come before the shipped ones");
  command->add_option("--sysroot", options->symbols.sysroot,
                      "Where the traced process's files are");
  command->add_option("--debug-dir", options->symbols.debug_dirs,
                      "Directories with debug files (may be repeated)");
  command->add_flag("--json", options->json, "Print JSON");
}

absl::StatusOr<SnapshotDirectory> FindSeriesOrDefault(const std::string& path) {
  return FindSeries(path.empty() ? DefaultDirectory() : path);
}

absl::StatusOr<std::string> FindProfileFile(const std::string& path) {
  std::error_code error;
  if (!path.empty() && !std::filesystem::is_directory(path, error)) return path;
  absl::StatusOr<SnapshotDirectory> series = FindSeriesOrDefault(path);
  if (!series.ok()) return series.status();
  return series->snapshots.back().path;
}

absl::StatusOr<Profile> LoadNamedProfile(const std::string& path,
                                         const ProfileOptions& options) {
  const absl::StatusOr<std::string> file = FindProfileFile(path);
  if (!file.ok()) return file.status();
  absl::StatusOr<Profile> profile = ReadProfile(*file);
  if (!profile.ok()) return profile.status();
  ProfileSymbolizer symbolizer(options.symbols);
  symbolizer.Symbolize(&*profile);
  for (const std::string& warning : symbolizer.Warnings()) Warn(warning);
  return profile;
}

}  // namespace leaktrace::report
