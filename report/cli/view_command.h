// What the commands share that show one profile: top, tree, peek, list.
#ifndef LEAKTRACE_REPORT_CLI_VIEW_COMMAND_H_
#define LEAKTRACE_REPORT_CLI_VIEW_COMMAND_H_

#include <functional>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "report/analysis/frame_rules.h"
#include "report/cli/profile_options.h"
#include "report/profile/profile.h"
#include "report/render/top_view.h"

namespace leaktrace::report {

struct ViewOptions {
  ProfileOptions profile;
  std::string input;  // a profile, or a series: its newest snapshot
  std::string sample = "inuse_space";

  size_t sample_type() const;
};

// Adds FILE, --sample and the profile options with their filters. `options`
// must outlive the parsing.
void AddViewOptions(CLI::App* command, ViewOptions* options);

struct ShownProfile {
  Profile profile;
  // What it held before the filter, if there is one.
  std::optional<SampleValues> unfiltered;
};

// The text to print.
using RenderProfile = std::function<absl::StatusOr<std::string>(
    const ShownProfile& shown, const FrameRules& rules)>;

// Loads, renders, prints; the exit status.
int ShowProfile(const ViewOptions& options, const RenderProfile& render);

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_CLI_VIEW_COMMAND_H_
