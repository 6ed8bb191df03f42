// A series together with the binaries and debug files that name its addresses,
// in one archive: names come out the same on any machine.
//
//   leaktrace-bundle          a line of text: the version
//   series/000042.pb ...      the snapshots
//   debug/.build-id/xx/yyyy   whole modules, and yyyy.debug, by build-id
//   debug/perf-PID.map        names of compiled code
#ifndef LEAKTRACE_REPORT_CLI_BUNDLE_H_
#define LEAKTRACE_REPORT_CLI_BUNDLE_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "report/cli/profile_options.h"

namespace leaktrace::report {

struct BundleRequest {
  ProfileOptions profile;
  std::string input;  // a series, or one that holds series; empty: the newest
  std::string output;
  // For sharing: names instead of binaries; no host, directories, pid, labels.
  bool redact = false;
};

struct BundleResult {
  size_t snapshots = 0;
  size_t files = 0;
  std::vector<std::string> warnings;  // modules that are not in it
};

absl::StatusOr<BundleResult> WriteBundle(const BundleRequest& request);

// If `*input` is a bundle: unpacks it, to be removed with `*options`, and
// turns both to what was in it.
absl::Status OpenIfBundle(std::string* input, ProfileOptions* options);

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_CLI_BUNDLE_H_
