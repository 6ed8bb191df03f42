// `leaktrace top`: the functions of one profile, as in pprof, or its groups.
#include <memory>
#include <string>
#include <utility>

#include "CLI/CLI.hpp"
#include "report/analysis/call_tree.h"
#include "report/analysis/owner_grouping.h"
#include "report/cli/commands.h"
#include "report/cli/group_option.h"
#include "report/cli/number_range.h"
#include "report/cli/sample_values.h"
#include "report/cli/terminal.h"
#include "report/cli/view_command.h"
#include "report/render/top_render.h"

namespace leaktrace::report {
namespace {

struct TopOptions {
  ViewOptions view;
  std::string by;  // empty: every function of the stacks
  bool by_cumulative = false;
  size_t limit = 20;
};

void AddFunctions(const Profile& profile, const FrameRules& rules,
                  TopView* view) {
  for (FunctionTotals& row : TotalsByFunction(profile, rules)) {
    view->rows.push_back({std::move(row.function), std::move(row.module),
                          ValuesOf(row.flat), ValuesOf(row.cumulative)});
  }
}

// A sample is in one group, so there is nothing to cumulate.
void AddGroups(const Profile& profile, const FrameRules& rules, GroupBy by,
               TopView* view) {
  for (const auto& [key, group] : GroupByOwner(profile, rules, by)) {
    const SampleValues values = ValuesOf(group.totals);
    view->rows.push_back({key.name, key.module, values, values,
                          InstancesOf(by, key, group.totals)});
  }
}

std::string Render(const ShownProfile& shown, const FrameRules& rules,
                   const TopOptions& options) {
  const Profile& profile = shown.profile;
  TopView view;
  view.source = profile.source;
  view.sample_type = options.view.sample_type();
  view.by_cumulative = options.by_cumulative;
  view.total = ValuesOf(SumOfSamples(profile));
  view.unfiltered = shown.unfiltered;
  const std::optional<GroupBy> by = ParseGroupBy(options.by);
  if (by) {
    WarnOfMissingLabels(*by, profile);
    AddGroups(profile, rules, *by, &view);
  } else {
    AddFunctions(profile, rules, &view);
  }
  return options.view.profile.json
             ? RenderTopJson(std::move(view))
             : RenderTopText(std::move(view), options.limit, StdoutStyle());
}

}  // namespace

void AddTopCommand(CLI::App& app, int* exit_status) {
  CLI::App* command = app.add_subcommand(
      "top", "Functions by what they, or all they call, hold.");
  const auto options = std::make_shared<TopOptions>();
  AddViewOptions(command, &options->view);
  command->add_flag("--cum,-c", options->by_cumulative,
                    "Sort by cumulative values");
  AddGroupOption(command, &options->by);
  command->add_option("--limit,-n", options->limit, "Rows to print (20)")
      ->check(NumberBetween(0, kMostRows));
  command->footer(
      "Examples:\n  leaktrace top --cum\n  leaktrace top --by type\n"
      "  leaktrace top --sample alloc_space heap.pb.gz");
  command->callback([options, exit_status] {
    *exit_status = ShowProfile(
        options->view, [&](const ShownProfile& shown, const FrameRules& rules) {
          return Render(shown, rules, *options);
        });
  });
}

}  // namespace leaktrace::report
