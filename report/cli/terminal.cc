// The only place that writes results.
#include "report/cli/terminal.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

#include "report/cli/exit_status.h"
#include "report/cli/failure.h"

namespace leaktrace::report {
namespace {

bool IsSet(const char* name) {
  const char* value = std::getenv(name);
  return value != nullptr && *value != '\0';
}

bool IsDumbTerminal() {
  const char* term = std::getenv("TERM");
  return term != nullptr && std::strcmp(term, "dumb") == 0;
}

}  // namespace

TextStyle StdoutStyle() {
  TextStyle style;
  if (isatty(STDOUT_FILENO) == 0) return style;
  style.colour = !IsSet("NO_COLOR") && !IsDumbTerminal();
  winsize size{};
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0) style.width = size.ws_col;
  return style;
}

int PrintOut(const std::string& text) {
  std::fwrite(text.data(), 1, text.size(), stdout);
  if (std::fflush(stdout) == 0 && std::ferror(stdout) == 0) return kExitOk;
  return FailUsage(std::string("stdout: ") + std::strerror(errno) +
                   "; send the output elsewhere");
}

}  // namespace leaktrace::report
