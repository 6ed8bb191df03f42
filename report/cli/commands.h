// The subcommands. Each adds itself to `app` and, when chosen, runs from the
// callback and puts its exit status into `*exit_status`, which outlives `app`.
#ifndef LEAKTRACE_REPORT_CLI_COMMANDS_H_
#define LEAKTRACE_REPORT_CLI_COMMANDS_H_

#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace leaktrace::report {

// `application` is the command behind "--".
void AddRunCommand(CLI::App& app, std::vector<std::string> application,
                   int* exit_status);
void AddReportCommand(CLI::App& app, int* exit_status);
void AddTopCommand(CLI::App& app, int* exit_status);
void AddTreeCommand(CLI::App& app, int* exit_status);
void AddPeekCommand(CLI::App& app, int* exit_status);
void AddListCommand(CLI::App& app, int* exit_status);
void AddBundleCommand(CLI::App& app, int* exit_status);
void AddRulesCommand(CLI::App& app, int* exit_status);
void AddDiffCommand(CLI::App& app, int* exit_status);
void AddCheckCommand(CLI::App& app, int* exit_status);
void AddSelftestCommand(CLI::App& app, int* exit_status);
void AddSymbolizeCommand(CLI::App& app, int* exit_status);
void AddSnapshotCommand(CLI::App& app, int* exit_status);
void AddStatusCommand(CLI::App& app, int* exit_status);
void AddPauseCommand(CLI::App& app, int* exit_status);
void AddDoctorCommand(CLI::App& app, int* exit_status);
void AddResumeCommand(CLI::App& app, int* exit_status);
void AddExportCommand(CLI::App& app, int* exit_status);
void AddServeCommand(CLI::App& app, int* exit_status);
void AddWatchCommand(CLI::App& app, int* exit_status);

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_CLI_COMMANDS_H_
