// One profile file with the names of its functions and the filter applied.
#ifndef LEAKTRACE_REPORT_CLI_NAMED_PROFILE_H_
#define LEAKTRACE_REPORT_CLI_NAMED_PROFILE_H_

#include <memory>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "report/analysis/totals.h"
#include "report/cli/profile_options.h"
#include "report/profile/profile.h"
#include "symbolizer/symbolizer.h"

namespace leaktrace::report {

// As LoadNamedProfile, of a file that is no bundle. Profiles of one program are
// named faster by the same `symbolizer`: it remembers.
absl::StatusOr<Profile> ReadNamedProfile(
    const std::string& file, const ProfileOptions& options,
    std::shared_ptr<symbolizer::Symbolizer> symbolizer,
    std::optional<Totals>* unfiltered);

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_CLI_NAMED_PROFILE_H_
