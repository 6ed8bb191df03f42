// `leaktrace report`: the answer.
#include <memory>
#include <optional>
#include <string>

#include "CLI/CLI.hpp"
#include "absl/status/statusor.h"
#include "report/cli/commands.h"
#include "report/cli/failure.h"
#include "report/cli/group_option.h"
#include "report/cli/number_range.h"
#include "report/cli/page_file.h"
#include "report/cli/report_builder.h"
#include "report/cli/terminal.h"
#include "report/render/report_json.h"
#include "report/render/report_text.h"

namespace leaktrace::report {
namespace {

constexpr size_t kDefaultRows = 10;

struct ReportOptions {
  ReportRequest request;
  std::optional<size_t> limit;
  std::string html;  // where to write the page
};

int Report(const ReportOptions& options) {
  if (!options.html.empty()) return WritePage(options.request, options.html);
  absl::StatusOr<ReportView> view = BuildReport(options.request);
  if (!view.ok()) return Fail(view.status());
  if (!options.request.profile.json) {
    return PrintOut(RenderReportText(
        *view, options.limit.value_or(kDefaultRows), StdoutStyle()));
  }
  if (options.limit && *options.limit < view->owners.size()) {
    view->owners.resize(*options.limit);
  }
  return PrintOut(RenderReportJson(*view));
}

}  // namespace

void AddReportCommand(CLI::App& app, int* exit_status) {
  CLI::App* command = app.add_subcommand(
      "report", "What grows, who holds it, how sure that is.");
  const auto options = std::make_shared<ReportOptions>();
  command->add_option("INPUT", options->request.inputs,
                      "A series, a directory of series, or profile files; the "
                      "newest series by default");
  AddGroupOption(command, &options->request.by);
  command->add_option("--limit,-n", options->limit, "Rows to print (10)")
      ->check(NumberBetween(0, kMostRows));
  command->add_option("--html", options->html,
                      "Write the report as a page for a browser");
  command->add_option("--since", options->request.since,
                      "Start at this mark of the program (leaktrace_mark)");
  AddWorkOptions(command, &options->request.work);
  AddProfileOptions(command, &options->request.profile);
  AddFilterOptions(command, &options->request.profile);
  command->footer(
      "Examples:\n"
      "  leaktrace report\n"
      "  leaktrace report --by module leaktrace.out/redis-server.*\n"
      "  leaktrace report --focus 'Cache::' --by path\n"
      "  leaktrace report --html report.html\n"
      "  leaktrace report --json | jq .headline");
  command->callback(
      [options, exit_status] { *exit_status = Report(*options); });
}

}  // namespace leaktrace::report
