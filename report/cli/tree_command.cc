// `leaktrace tree`: the calls of one profile.
#include <memory>
#include <string>
#include <utility>

#include "CLI/CLI.hpp"
#include "report/analysis/call_tree.h"
#include "report/cli/commands.h"
#include "report/cli/number_range.h"
#include "report/cli/sample_values.h"
#include "report/cli/terminal.h"
#include "report/cli/view_command.h"
#include "report/render/tree_render.h"

namespace leaktrace::report {
namespace {

struct TreeOptions {
  ViewOptions view;
  bool reverse = false;
  double least_percent = 1;
};

std::string Render(const ShownProfile& shown, const FrameRules& rules,
                   const TreeOptions& options) {
  TreeView view;
  view.source = shown.profile.source;
  view.unfiltered = shown.unfiltered;
  view.sample_type = options.view.sample_type();
  view.least_fraction = options.least_percent / 100;
  CallTree tree = BuildCallTree(shown.profile, rules,
                                options.reverse ? TreeDirection::kFromAllocation
                                                : TreeDirection::kFromEntry);
  for (CallNode& node : tree.nodes) {
    view.rows.push_back({std::move(node.function), std::move(node.module),
                         ValuesOf(node.flat), ValuesOf(node.cumulative),
                         std::move(node.children)});
  }
  return options.view.profile.json ? RenderTreeJson(view)
                                   : RenderTreeText(view, StdoutStyle());
}

}  // namespace

void AddTreeCommand(CLI::App& app, int* exit_status) {
  CLI::App* command =
      app.add_subcommand("tree", "Calls, with what everything below holds.");
  const auto options = std::make_shared<TreeOptions>();
  AddViewOptions(command, &options->view);
  command->add_flag("--reverse", options->reverse,
                    "From the allocations outwards");
  command
      ->add_option("--least", options->least_percent,
                   "Percent below which calls are folded (1)")
      ->check(NumberBetween(0, 100));
  command->footer("Example:\n  leaktrace tree --least 5 leaktrace.out");
  command->callback([options, exit_status] {
    *exit_status = ShowProfile(
        options->view, [&](const ShownProfile& shown, const FrameRules& rules) {
          return Render(shown, rules, *options);
        });
  });
}

}  // namespace leaktrace::report
