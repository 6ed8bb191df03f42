// fork and exec; the environment is put together before, for a child of a
// process with threads may not allocate.
#include "report/cli/child_process.h"

#include <poll.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <string>
#include <vector>

#include "absl/status/status.h"

extern char** environ;

namespace leaktrace::report {
namespace {

constexpr int kCannotExecute = 127;
constexpr int kSignalled = 128;
constexpr int kPollMs = 10;

int ShellStatus(int status) {
  return WIFSIGNALED(status) ? kSignalled + WTERMSIG(status)
                             : WEXITSTATUS(status);
}

std::vector<std::string> Environment(const std::vector<Setting>& settings) {
  std::vector<std::string> result;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string text = *entry;
    bool is_set = false;
    for (const auto& [name, value] : settings) {
      is_set = is_set || text.starts_with(name + "=");
    }
    if (!is_set) result.push_back(text);
  }
  for (const auto& [name, value] : settings) {
    if (value) result.push_back(name + "=" + *value);
  }
  return result;
}

std::vector<char*> Pointers(std::vector<std::string>& words) {
  std::vector<char*> pointers;
  for (std::string& word : words) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  return pointers;
}

}  // namespace

absl::StatusOr<ChildProcess> ChildProcess::Start(
    const std::vector<std::string>& words,
    const std::vector<Setting>& settings) {
  std::vector<std::string> arguments = words;
  std::vector<std::string> variables = Environment(settings);
  const std::vector<char*> argument_pointers = Pointers(arguments);
  const std::vector<char*> variable_pointers = Pointers(variables);
  const pid_t pid = fork();
  if (pid == 0) {
    // Whatever ends this process shall not leave a server behind.
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    execvpe(argument_pointers[0], argument_pointers.data(),
            variable_pointers.data());
    _exit(kCannotExecute);
  }
  if (pid > 0) return ChildProcess(pid);
  return absl::ResourceExhaustedError(
      words.front() + ": cannot be started: " + std::strerror(errno));
}

int ChildProcess::Wait() {
  while (!status_) {
    int status = 0;
    if (waitpid(pid_, &status, 0) == pid_) status_ = ShellStatus(status);
    if (!status_ && errno != EINTR) status_ = kCannotExecute;
  }
  return *status_;
}

std::optional<int> ChildProcess::Poll() {
  int status = 0;
  if (!status_ && waitpid(pid_, &status, WNOHANG) == pid_) {
    status_ = ShellStatus(status);
  }
  return status_;
}

std::optional<int> ChildProcess::PollFor(double patience_s) {
  const auto limit = std::chrono::steady_clock::now() +
                     std::chrono::duration<double>(patience_s);
  while (!Poll() && std::chrono::steady_clock::now() < limit) {
    poll(nullptr, 0, kPollMs);
  }
  return status_;
}

int ChildProcess::Stop(double patience_s) {
  if (!Poll()) kill(pid_, SIGTERM);
  if (!PollFor(patience_s)) kill(pid_, SIGKILL);
  return Wait();
}

}  // namespace leaktrace::report
