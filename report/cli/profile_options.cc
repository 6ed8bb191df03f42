// See profile_options.h.
#include "report/cli/profile_options.h"

#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>
#include <system_error>

#include "CLI/CLI.hpp"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "preload/snapshot_format.h"
#include "report/analysis/name_pattern.h"
#include "report/cli/bundle.h"
#include "report/cli/named_profile.h"

namespace leaktrace::report {
std::string DefaultDirectory() {
  const char* variable = std::getenv("LEAKTRACE_DIR");
  if (variable != nullptr && *variable != '\0') return variable;
  return format::kDefaultDirectory;
}

namespace {

// As the XDG base directory specification has it; empty: nowhere.
std::string DefaultCacheDirectory() {
  const char* cache = std::getenv("XDG_CACHE_HOME");
  if (cache != nullptr && cache[0] == '/') {
    return std::string(cache) + "/leaktrace";
  }
  const char* home = std::getenv("HOME");
  if (home == nullptr || home[0] != '/') return "";
  return std::string(home) + "/.cache/leaktrace";
}

}  // namespace

void AddProfileOptions(CLI::App* command, ProfileOptions* options) {
  command->add_option("--rules", options->rules,
                      "Owner rules that come before the shipped ones");
  AddSymbolOptions(command, &options->symbols);
  command->add_flag("--verbose", options->full_names,
                    "Whole names: parameters, template arguments, clones");
  command->add_flag("--json", options->json, "Print JSON");
}

void AddSymbolOptions(CLI::App* command,
                      symbolizer::SymbolizerOptions* options) {
  options->cache_dir = DefaultCacheDirectory();
  command->add_option("--sysroot", options->sysroot,
                      "Where the traced process's files are");
  command
      ->add_option("--debug-dir", options->debug_dirs,
                   "A directory with debug files (may be repeated)")
      ->allow_extra_args(false);  // the next word is an input
  command->add_flag("--debuginfod", options->debuginfod,
                    "Ask the servers in DEBUGINFOD_URLS for missing files");
  command->add_flag_callback(
      "--no-cache", [options] { options->cache_dir.clear(); },
      "Look every name up again, remember none");
}

void AddFilterOptions(CLI::App* command, ProfileOptions* options) {
  const auto add = [command](const char* name, std::string* expression,
                             const char* help) {
    command->add_option(name, *expression, help)->check(CheckExpression);
  };
  add("--focus", &options->filter.focus,
      "Only stacks with a frame that matches this regex");
  add("--ignore", &options->filter.ignore,
      "Without stacks with a frame that matches");
  add("--hide", &options->filter.hide, "Stacks without the frames that match");
  add("--show", &options->filter.show, "Stacks of the frames that match only");
}

std::string CheckExpression(const std::string& expression) {
  const absl::StatusOr<NamePattern> pattern = NamePattern::Compile(expression);
  return pattern.ok() ? "" : std::string(pattern.status().message());
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
                                         const ProfileOptions& options,
                                         std::optional<Totals>* unfiltered) {
  std::string input = path;
  ProfileOptions opened = options;
  const absl::Status unpacked = OpenIfBundle(&input, &opened);
  if (!unpacked.ok()) return unpacked;
  const absl::StatusOr<std::string> file = FindProfileFile(input);
  if (!file.ok()) return file.status();
  return ReadNamedProfile(
      *file, opened, std::make_shared<symbolizer::Symbolizer>(opened.symbols),
      unfiltered);
}

}  // namespace leaktrace::report
