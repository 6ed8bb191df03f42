// `leaktrace top`: the functions of one profile, as in pprof.
#include <memory>
#include <string>
#include <utility>

#include "CLI/CLI.hpp"
#include "absl/status/statusor.h"
#include "report/analysis/call_tree.h"
#include "report/analysis/owner_grouping.h"
#include "report/cli/commands.h"
#include "report/cli/failure.h"
#include "report/cli/profile_options.h"
#include "report/cli/rules_option.h"
#include "report/cli/sample_values.h"
#include "report/cli/terminal.h"
#include "report/render/top_render.h"

namespace leaktrace::report {
namespace {

struct TopOptions {
  ProfileOptions profile;
  std::string input;
  std::string sample = "inuse_space";
  bool by_cumulative = false;
  size_t limit = 20;
};

TopView MakeView(const Profile& profile, const FrameRules& rules,
                 const TopOptions& options) {
  TopView view;
  view.source = profile.source;
  view.sample_type = FindSampleType(options.sample).value_or(kInuseSpaceType);
  view.by_cumulative = options.by_cumulative;
  view.total = ValuesOf(SumOfSamples(profile));
  for (FunctionTotals& row : TotalsByFunction(profile, rules)) {
    view.rows.push_back({std::move(row.function), std::move(row.module),
                         ValuesOf(row.flat), ValuesOf(row.cumulative)});
  }
  return view;
}

int Top(const TopOptions& options) {
  const absl::StatusOr<FrameRules> rules = LoadRules(options.profile.rules);
  if (!rules.ok()) return Fail(rules.status());
  const absl::StatusOr<Profile> profile =
      LoadNamedProfile(options.input, options.profile);
  if (!profile.ok()) return Fail(profile.status());
  TopView view = MakeView(*profile, *rules, options);
  return PrintOut(
      options.profile.json
          ? RenderTopJson(std::move(view))
          : RenderTopText(std::move(view), options.limit, StdoutStyle()));
}

}  // namespace

void AddTopCommand(CLI::App& app, int* exit_status) {
  CLI::App* command = app.add_subcommand(
      "top", "Functions by what they, or all they call, hold.");
  const auto options = std::make_shared<TopOptions>();
  command->add_option("FILE", options->input,
                      "A profile or a series (newest snapshot)");
  command->add_flag("--cum,-c", options->by_cumulative,
                    "Sort by cumulative values");
  command
      ->add_option("--sample", options->sample,
                   "inuse_space, inuse_objects, alloc_space, alloc_objects")
      ->check([](const std::string& word) {
        return FindSampleType(word) ? "" : word + ": no such sample type";
      });
  command->add_option("--limit,-n", options->limit, "Rows to print (20)");
  AddProfileOptions(command, &options->profile);
  command->footer(
      "Examples:\n  leaktrace top --cum\n  leaktrace top --sample alloc_space "
      "heap.pb.gz");
  command->callback([options, exit_status] { *exit_status = Top(*options); });
}

}  // namespace leaktrace::report
