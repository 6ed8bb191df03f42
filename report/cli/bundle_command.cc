// `leaktrace bundle -o FILE`: a series that can be read anywhere.
#include <cstdio>
#include <memory>
#include <string>

#include "CLI/CLI.hpp"
#include "absl/strings/str_cat.h"
#include "report/cli/bundle.h"
#include "report/cli/commands.h"
#include "report/cli/failure.h"
#include "report/cli/terminal.h"

namespace leaktrace::report {
namespace {

int Bundle(const BundleRequest& request) {
  const absl::StatusOr<BundleResult> result = WriteBundle(request);
  if (!result.ok()) return Fail(result.status());
  for (const std::string& warning : result->warnings) Warn(warning);
  return PrintOut(absl::StrCat(request.output, ": ", result->snapshots,
                               " snapshots, ", result->files,
                               " binaries and debug files\n"));
}

}  // namespace

void AddBundleCommand(CLI::App& app, int* exit_status) {
  CLI::App* command = app.add_subcommand(
      "bundle", "Pack a series with all that names it into one file.");
  const auto request = std::make_shared<BundleRequest>();
  command->add_option("SERIES", request->input,
                      "A series or a directory of series (newest)");
  command
      ->add_option("-o,--output", request->output,
                   "The file to write, usually NAME.tar.gz")
      ->required();
  command->add_flag("--redact", request->redact,
                    "For sharing: names in place of binaries; no host, "
                    "directories or labels");
  AddSymbolOptions(command, &request->profile.symbols);
  command->footer(
      "Example:\n  leaktrace bundle -o app.tar.gz leaktrace.out/app.*\n"
      "  leaktrace report app.tar.gz     # on any machine");
  command->callback(
      [request, exit_status] { *exit_status = Bundle(*request); });
}

}  // namespace leaktrace::report
