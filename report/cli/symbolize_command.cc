// `leaktrace symbolize FILE -o OUT`: the same profile with names in it, for
// tools that cannot look them up.
#include <memory>
#include <string>

#include "CLI/CLI.hpp"
#include "absl/status/statusor.h"
#include "report/cli/commands.h"
#include "report/cli/exit_status.h"
#include "report/cli/failure.h"
#include "report/cli/profile_options.h"
#include "report/profile/profile_writer.h"

namespace leaktrace::report {
namespace {

struct SymbolizeOptions {
  ProfileOptions profile;
  std::string input;
  std::string output;
};

int Symbolize(const SymbolizeOptions& options) {
  const absl::StatusOr<Profile> profile =
      LoadNamedProfile(options.input, options.profile);
  if (!profile.ok()) return Fail(profile.status());
  const ProfileEncoding encoding = options.output.ends_with(".gz")
                                       ? ProfileEncoding::kGzip
                                       : ProfileEncoding::kRaw;
  const absl::Status written = WriteProfile(*profile, encoding, options.output);
  return written.ok() ? kExitOk : Fail(written);
}

}  // namespace

void AddSymbolizeCommand(CLI::App& app, int* exit_status) {
  CLI::App* command = app.add_subcommand(
      "symbolize", "Write a profile with function names in it.");
  const auto options = std::make_shared<SymbolizeOptions>();
  command->add_option("FILE", options->input, "A snapshot or heap profile")
      ->required();
  command
      ->add_option("-o,--output", options->output,
                   "File to write; gzip if it ends in .gz")
      ->required();
  AddSymbolOptions(command, &options->profile.symbols);
  command->footer(
      "Example:\n  leaktrace symbolize 000042.pb -o named.pb.gz && go tool "
      "pprof -top named.pb.gz");
  command->callback(
      [options, exit_status] { *exit_status = Symbolize(*options); });
}

}  // namespace leaktrace::report
