// An unanchored pattern is a glob between two stars.
#include "report/analysis/suppression_pattern.h"

#include <string>
#include <string_view>

#include "report/analysis/glob.h"

namespace leaktrace::report {

bool MatchesSuppression(std::string_view pattern, std::string_view text) {
  const bool at_begin = pattern.starts_with('^');
  if (at_begin) pattern.remove_prefix(1);
  const bool at_end = pattern.ends_with('$');
  if (at_end) pattern.remove_suffix(1);
  std::string glob;
  if (!at_begin) glob += '*';
  glob += pattern;
  if (!at_end) glob += '*';
  return GlobMatches(glob, text);
}

}  // namespace leaktrace::report
