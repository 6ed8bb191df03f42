// `leaktrace serve DIR`: the page over HTTP, for many series, while they grow.
#include <pthread.h>
#include <unistd.h>

#include <csignal>
#include <memory>
#include <string>
#include <thread>

#include "CLI/CLI.hpp"
#include "absl/status/statusor.h"
#include "report/cli/commands.h"
#include "report/cli/exit_status.h"
#include "report/cli/failure.h"
#include "report/cli/host_names.h"
#include "report/cli/page_file.h"
#include "report/cli/page_server.h"
#include "report/cli/profile_options.h"
#include "report/cli/served_series.h"
#include "report/cli/terminal.h"

namespace leaktrace::report {
namespace {

constexpr int kDefaultPort = 8460;

struct ServeOptions {
  ProfileOptions profile;
  std::string directory;
  std::string address = "127.0.0.1";
  std::string name;
  int port = kDefaultPort;
  bool remote = false;
};

// Blocked in every thread, so that one can wait for them.
sigset_t BlockEndSignals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  return signals;
}

std::string UrlOf(const ServeOptions& options, int port) {
  const bool v6 = options.address.find(':') != std::string::npos;
  const std::string host = v6 ? "[" + options.address + "]" : options.address;
  return "http://" + host + ":" + std::to_string(port) + "/";
}

int Serve(const ServeOptions& options) {
  const absl::Status has_page = CheckHasPage();
  if (!has_page.ok()) return Fail(has_page);
  if (!IsLoopback(options.address) && !options.remote) {
    return FailUsage(options.address +
                     ": others could read the profiles there; add "
                     "--allow-remote if that is wanted");
  }
  const std::string directory =
      options.directory.empty() ? DefaultDirectory() : options.directory;
  if (access(directory.c_str(), R_OK | X_OK) != 0) {
    return Fail(absl::NotFoundError(directory +
                                    ": no such directory, or not readable; "
                                    "name the one that holds the series"));
  }
  const sigset_t signals = BlockEndSignals();
  ServedSeries series(directory, options.profile);
  PageServer server(series, directory, options.name);
  const absl::StatusOr<int> port = server.Listen(options.address, options.port);
  if (!port.ok()) return Fail(port.status());
  PrintOut("leaktrace: serving " + directory + " on " + UrlOf(options, *port) +
           "\n");
  std::thread answering([&server] {
    server.Run();
    kill(getpid(), SIGTERM);  // it may also end by itself
  });
  int received = 0;
  sigwait(&signals, &received);
  server.Stop();
  answering.join();
  return kExitOk;
}

}  // namespace

void AddServeCommand(CLI::App& app, int* exit_status) {
  CLI::App* command = app.add_subcommand(
      "serve", "Show series in a browser, over HTTP on this machine.");
  const auto options = std::make_shared<ServeOptions>();
  command->add_option("DIR", options->directory,
                      "What holds the series; leaktrace.out by default");
  command->add_option("--port", options->port, "Port (8460); 0: any free one")
      ->check(CLI::Range(0, 65535));
  command->add_option("--listen", options->address,
                      "Address to listen on (127.0.0.1)");
  command->add_flag("--allow-remote", options->remote,
                    "Let other machines read; there is no password");
  command->add_option("--name", options->name,
                      "Host name that requests may use beside the address");
  command->add_option("--rules", options->profile.rules,
                      "Owner rules that come before the shipped ones");
  command->footer(
      "Examples:\n"
      "  leaktrace serve leaktrace.out\n"
      "  go tool pprof http://127.0.0.1:8460/debug/pprof/heap");
  command->callback([options, exit_status] { *exit_status = Serve(*options); });
}

}  // namespace leaktrace::report
