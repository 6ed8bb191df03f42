// `leaktrace peek REGEX`: functions between their callers and their callees.
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "CLI/CLI.hpp"
#include "report/analysis/call_edges.h"
#include "report/analysis/owner_grouping.h"
#include "report/cli/commands.h"
#include "report/cli/sample_values.h"
#include "report/cli/terminal.h"
#include "report/cli/view_command.h"
#include "report/render/peek_render.h"

namespace leaktrace::report {
namespace {

struct PeekOptions {
  ViewOptions view;
  std::string expression;
};

std::vector<PeekEdge> EdgesOf(std::vector<CallEdge>& edges) {
  std::vector<PeekEdge> rows;
  rows.reserve(edges.size());
  for (CallEdge& edge : edges) {
    rows.push_back({std::move(edge.function), std::move(edge.module),
                    ValuesOf(edge.totals)});
  }
  return rows;
}

absl::StatusOr<std::string> Render(const ShownProfile& shown,
                                   const FrameRules& rules,
                                   const PeekOptions& options) {
  const absl::StatusOr<NamePattern> pattern =
      NamePattern::Compile(options.expression);
  if (!pattern.ok()) return pattern.status();
  const Profile& profile = shown.profile;
  PeekView view;
  view.source = profile.source;
  view.sample_type = options.view.sample_type();
  view.total = ValuesOf(SumOfSamples(profile));
  view.unfiltered = shown.unfiltered;
  for (Neighbourhood& found : FindNeighbourhoods(profile, rules, *pattern)) {
    view.entries.push_back(
        {{std::move(found.function.function), std::move(found.function.module),
          ValuesOf(found.function.flat), ValuesOf(found.function.cumulative)},
         EdgesOf(found.callers),
         EdgesOf(found.callees)});
  }
  return options.view.profile.json
             ? RenderPeekJson(std::move(view))
             : RenderPeekText(std::move(view), StdoutStyle());
}

}  // namespace

void AddPeekCommand(CLI::App& app, int* exit_status) {
  CLI::App* command = app.add_subcommand(
      "peek", "Functions, who calls them and whom they call.");
  const auto options = std::make_shared<PeekOptions>();
  command->add_option("REGEX", options->expression, "Part of function names")
      ->required()
      ->check(CheckExpression);
  AddViewOptions(command, &options->view);
  command->footer("Example:\n  leaktrace peek 'Cache::' leaktrace.out");
  command->callback([options, exit_status] {
    *exit_status = ShowProfile(
        options->view, [&](const ShownProfile& shown, const FrameRules& rules) {
          return Render(shown, rules, *options);
        });
  });
}

}  // namespace leaktrace::report
