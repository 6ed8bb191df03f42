// See output_file.h.
#include "report/cli/output_file.h"

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "report/cli/exit_status.h"
#include "report/cli/failure.h"
#include "report/cli/terminal.h"
#include "report/profile/file_bytes.h"

namespace leaktrace::report {

int WriteOutput(std::string_view text, const std::string& path) {
  if (path.empty() || path == "-" || path == "/dev/stdout") {
    return PrintOut(std::string(text));
  }
  const absl::Status written = WriteFileBytes(path, text);
  return written.ok() ? kExitOk : Fail(written);
}

}  // namespace leaktrace::report
