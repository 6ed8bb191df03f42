// See view_command.h.
#include "report/cli/view_command.h"

#include <utility>

#include "CLI/CLI.hpp"
#include "report/cli/failure.h"
#include "report/cli/rules_option.h"
#include "report/cli/sample_values.h"
#include "report/cli/terminal.h"

namespace leaktrace::report {

size_t ViewOptions::sample_type() const {
  return FindSampleType(sample).value_or(kInuseSpaceType);
}

void AddViewOptions(CLI::App* command, ViewOptions* options) {
  command->add_option("FILE", options->input,
                      "A profile or a series (newest snapshot)");
  command
      ->add_option("--sample", options->sample,
                   "inuse_space, inuse_objects, alloc_space, alloc_objects")
      ->check([](const std::string& word) {
        return FindSampleType(word) ? "" : word + ": no such sample type";
      });
  AddProfileOptions(command, &options->profile);
  AddFilterOptions(command, &options->profile);
}

int ShowProfile(const ViewOptions& options, const RenderProfile& render) {
  const absl::StatusOr<FrameRules> rules = LoadRules(options.profile);
  if (!rules.ok()) return Fail(rules.status());
  std::optional<Totals> unfiltered;
  absl::StatusOr<Profile> profile =
      LoadNamedProfile(options.input, options.profile, &unfiltered);
  if (!profile.ok()) return Fail(profile.status());
  ShownProfile shown{*std::move(profile), std::nullopt};
  if (unfiltered) shown.unfiltered = ValuesOf(*unfiltered);
  const absl::StatusOr<std::string> text = render(shown, *rules);
  if (!text.ok()) return Fail(text.status());
  return PrintOut(*text);
}

}  // namespace leaktrace::report
