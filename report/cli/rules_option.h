// --rules FILE and LEAKTRACE_RULES.
#ifndef LEAKTRACE_REPORT_CLI_RULES_OPTION_H_
#define LEAKTRACE_REPORT_CLI_RULES_OPTION_H_

#include <string>

#include "absl/status/statusor.h"
#include "report/analysis/frame_rules.h"
#include "report/cli/profile_options.h"

namespace leaktrace::report {

// The rules of file `path`, else of LEAKTRACE_RULES, before the shipped ones.
absl::StatusOr<FrameRules> LoadRules(const std::string& path);

// The same, with names as `options` wants them.
absl::StatusOr<FrameRules> LoadRules(const ProfileOptions& options);

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_CLI_RULES_OPTION_H_
