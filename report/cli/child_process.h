// Programs that a command starts and waits for, with variables of their own.
#ifndef LEAKTRACE_REPORT_CLI_CHILD_PROCESS_H_
#define LEAKTRACE_REPORT_CLI_CHILD_PROCESS_H_

#include <sys/types.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"

namespace leaktrace::report {

// Of a variable; nothing: it is removed.
using Setting = std::pair<std::string, std::optional<std::string>>;

class ChildProcess {
 public:
  // Searches PATH. A program that cannot be executed ends with 127.
  static absl::StatusOr<ChildProcess> Start(
      const std::vector<std::string>& words,
      const std::vector<Setting>& settings);

  pid_t pid() const { return pid_; }

  // As a shell sees it: 128 + the signal if it was killed.
  int Wait();

  // The same if it has ended already.
  std::optional<int> Poll();

  // The same, after at most `patience_s`.
  std::optional<int> PollFor(double patience_s);

  // SIGTERM, and SIGKILL after `patience_s`. Returns what Wait() does.
  int Stop(double patience_s);

 private:
  explicit ChildProcess(pid_t pid) : pid_(pid) {}

  pid_t pid_;
  std::optional<int> status_;
};

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_CLI_CHILD_PROCESS_H_
