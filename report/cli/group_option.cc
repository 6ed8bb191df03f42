// See group_option.h.
#include "report/cli/group_option.h"

#include "CLI/CLI.hpp"
#include "report/cli/failure.h"

namespace leaktrace::report {

void AddGroupOption(CLI::App* command, std::string* word) {
  command->add_option("--by", *word, GroupByWords())
      ->check([](const std::string& given) {
        return ParseGroupBy(given)
                   ? ""
                   : given + ": no such grouping; use " + GroupByWords();
      });
}

void WarnOfMissingThreads(GroupBy by, const Profile& profile) {
  if (by != GroupBy::kThread || KnowsThreads(profile)) return;
  Warn(profile.source +
       ": its samples do not say which thread they are of; group by something "
       "else");
}

}  // namespace leaktrace::report
