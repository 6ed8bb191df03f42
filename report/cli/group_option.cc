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

void WarnOfMissingLabels(GroupBy by, const Profile& profile) {
  if (!LacksLabels(profile, by)) return;
  Warn(profile.source +
       (by == GroupBy::kThread
            ? ": its samples do not say which thread they are of; run with "
              "LEAKTRACE_THREADS=1"
            : ": its samples have no such labels; the program gives them by "
              "the calls of leaktrace.h"));
}

}  // namespace leaktrace::report
