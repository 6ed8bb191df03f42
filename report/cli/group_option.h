// --by: what the rows of an answer stand for.
#ifndef LEAKTRACE_REPORT_CLI_GROUP_OPTION_H_
#define LEAKTRACE_REPORT_CLI_GROUP_OPTION_H_

#include <string>

#include "report/analysis/owner_index.h"
#include "report/profile/profile.h"

namespace CLI {
class App;
}

namespace leaktrace::report {

// `word` must outlive the parsing; it is checked with ParseGroupBy.
void AddGroupOption(CLI::App* command, std::string* word);

// Says so when the rows are to be labels of which `profile` has none.
void WarnOfMissingLabels(GroupBy by, const Profile& profile);

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_CLI_GROUP_OPTION_H_
