// `leaktrace tree`: the calls of one profile.
#include <memory>
#include <string>
#include <utility>

#include "CLI/CLI.hpp"
#include "absl/status/statusor.h"
#include "report/analysis/call_tree.h"
#include "report/cli/commands.h"
#include "report/cli/failure.h"
#include "report/cli/profile_options.h"
#include "report/cli/rules_option.h"
#include "report/cli/sample_values.h"
#include "report/cli/terminal.h"
#include "report/render/tree_render.h"

namespace leaktrace::report {
namespace {

struct TreeOptions {
  ProfileOptions profile;
  std::string input;
  std::string sample = "inuse_space";
  bool reverse = false;
  double least_percent = 1;
};

TreeView MakeView(const Profile& profile, const FrameRules& rules,
                  const TreeOptions& options) {
  TreeView view;
  view.source = profile.source;
  view.sample_type = FindSampleType(options.sample).value_or(kInuseSpaceType);
  view.least_fraction = options.least_percent / 100;
  CallTree tree = BuildCallTree(profile, rules,
                                options.reverse ? TreeDirection::kFromAllocation
                                                : TreeDirection::kFromEntry);
  for (CallNode& node : tree.nodes) {
    view.rows.push_back({std::move(node.function), std::move(node.module),
                         ValuesOf(node.flat), ValuesOf(node.cumulative),
                         std::move(node.children)});
  }
  return view;
}

int Tree(const TreeOptions& options) {
  const absl::StatusOr<FrameRules> rules = LoadRules(options.profile.rules);
  if (!rules.ok()) return Fail(rules.status());
  const absl::StatusOr<Profile> profile =
      LoadNamedProfile(options.input, options.profile);
  if (!profile.ok()) return Fail(profile.status());
  const TreeView view = MakeView(*profile, *rules, options);
  return PrintOut(options.profile.json ? RenderTreeJson(view)
                                       : RenderTreeText(view, StdoutStyle()));
}

}  // namespace

void AddTreeCommand(CLI::App& app, int* exit_status) {
  CLI::App* command =
      app.add_subcommand("tree", "Calls, with what everything below holds.");
  const auto options = std::make_shared<TreeOptions>();
  command->add_option("FILE", options->input,
                      "A profile or a series (newest snapshot)");
  command->add_flag("--reverse", options->reverse,
                    "From the allocations outwards");
  command
      ->add_option("--sample", options->sample,
                   "inuse_space, inuse_objects, alloc_space, alloc_objects")
      ->check([](const std::string& word) {
        return FindSampleType(word) ? "" : word + ": no such sample type";
      });
  command->add_option("--least", options->least_percent,
                      "Percent below which calls are folded (1)");
  AddProfileOptions(command, &options->profile);
  command->footer("Example:\n  leaktrace tree --least 5 leaktrace.out");
  command->callback([options, exit_status] { *exit_status = Tree(*options); });
}

}  // namespace leaktrace::report
