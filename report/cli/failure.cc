// Everything that the command says on stderr goes through here, on one line.
#include "report/cli/failure.h"

#include <cstdio>
#include <string>

#include "absl/status/status.h"
#include "report/cli/exit_status.h"

namespace leaktrace::report {
namespace {

// Messages quote files: no control character may reach the terminal.
void PrintLine(const char* prefix, std::string message) {
  for (char& c : message) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7F) c = ' ';
  }
  std::fprintf(stderr, "leaktrace: %s%s\n", prefix, message.c_str());
}

}  // namespace

int Fail(const absl::Status& status) {
  PrintLine("", std::string(status.message()));
  return status.code() == absl::StatusCode::kInternal ? kExitUsage
                                                      : kExitInvalidInput;
}

int FailUsage(const std::string& message) {
  PrintLine("", message);
  return kExitUsage;
}

void Warn(const std::string& message) { PrintLine("warning: ", message); }

}  // namespace leaktrace::report
