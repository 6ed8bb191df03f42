// `leaktrace list REGEX`: the source of functions with the bytes beside it.
#include <fstream>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "CLI/CLI.hpp"
#include "report/analysis/owner_grouping.h"
#include "report/analysis/source_lines.h"
#include "report/cli/commands.h"
#include "report/cli/sample_values.h"
#include "report/cli/source_text.h"
#include "report/cli/view_command.h"
#include "report/render/list_render.h"

namespace leaktrace::report {
namespace {

// Shown before the first and after the last line with a value.
constexpr int64_t kContextLines = 3;

struct ListOptions {
  ViewOptions view;
  std::string expression;
  std::vector<std::string> source_dirs;
};

// All lines from the function's first to the last one with a value.
void FillLines(const ListedFunction& found, const SourceText& text,
               ListEntry* entry) {
  if (found.lines.empty()) return;
  int64_t first = found.lines.begin()->first;
  int64_t last = found.lines.rbegin()->first;
  if (text.lines.empty() || first <= 0) {
    for (const auto& [number, totals] : found.lines) {
      entry->lines.push_back(
          {number, ValuesOf(totals.flat), ValuesOf(totals.cumulative), ""});
    }
    return;
  }
  first = std::max<int64_t>(1, first - kContextLines);
  if (found.start_line > 0) first = std::min(first, found.start_line);
  last = std::min<int64_t>(last + kContextLines, text.lines.size());
  for (int64_t number = first; number <= last; ++number) {
    const auto totals = found.lines.find(number);
    const LineTotals values =
        totals == found.lines.end() ? LineTotals() : totals->second;
    entry->lines.push_back({number, ValuesOf(values.flat),
                            ValuesOf(values.cumulative),
                            text.lines[number - 1]});
  }
}

absl::StatusOr<std::string> Render(const ShownProfile& shown,
                                   const FrameRules& rules,
                                   const ListOptions& options) {
  const absl::StatusOr<NamePattern> pattern =
      NamePattern::Compile(options.expression);
  if (!pattern.ok()) return pattern.status();
  const Profile& profile = shown.profile;
  ListView view;
  view.source = profile.source;
  view.sample_type = options.view.sample_type();
  view.total = ValuesOf(SumOfSamples(profile));
  view.unfiltered = shown.unfiltered;
  SourceReader reader(options.view.profile.symbols.sysroot,
                      options.source_dirs);
  for (const ListedFunction& found :
       FindSourceLines(profile, rules, *pattern)) {
    const SourceText& text = reader.Read(found.file);
    ListEntry& entry = view.entries.emplace_back();
    entry.function = {found.function, found.module, ValuesOf(found.total.flat),
                      ValuesOf(found.total.cumulative)};
    entry.file = found.file;
    entry.problem = text.problem;
    FillLines(found, text, &entry);
  }
  return options.view.profile.json ? RenderListJson(std::move(view))
                                   : RenderListText(std::move(view));
}

}  // namespace

void AddListCommand(CLI::App& app, int* exit_status) {
  CLI::App* command =
      app.add_subcommand("list", "Source lines with bytes beside them.");
  const auto options = std::make_shared<ListOptions>();
  command->add_option("REGEX", options->expression, "Part of function names")
      ->required()
      ->check(CheckExpression);
  AddViewOptions(command, &options->view);
  command
      ->add_option("--source-dir", options->source_dirs,
                   "Where sources are now (may be repeated)")
      ->allow_extra_args(false);  // the next word is an input
  command->footer("Example:\n  leaktrace list 'Cache::Insert' leaktrace.out");
  command->callback([options, exit_status] {
    *exit_status = ShowProfile(
        options->view, [&](const ShownProfile& shown, const FrameRules& rules) {
          return Render(shown, rules, *options);
        });
  });
}

}  // namespace leaktrace::report
