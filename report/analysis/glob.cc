// What is behind the last '*' is compared first, since most texts fail there.
// The rest is matched greedily with a single way back: to the last '*' seen.
#include "report/analysis/glob.h"

#include <string_view>

namespace leaktrace::report {

namespace {

// Compares the ends up to the last '*', and drops them.
bool TakeEnd(std::string_view* pattern, std::string_view* text) {
  while (!pattern->empty() && pattern->back() != '*') {
    if (text->empty() ||
        (pattern->back() != '?' && pattern->back() != text->back())) {
      return false;
    }
    pattern->remove_suffix(1);
    text->remove_suffix(1);
  }
  return !pattern->empty() || text->empty();
}

}  // namespace

bool GlobMatches(std::string_view pattern, std::string_view text) {
  if (!TakeEnd(&pattern, &text)) return false;
  if (pattern.size() <= 1) return true;
  size_t p = 0;
  size_t t = 0;
  size_t star = std::string_view::npos;
  size_t resume = 0;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      resume = t;
    } else if (p < pattern.size() &&
               (pattern[p] == '?' || pattern[p] == text[t])) {
      ++p;
      ++t;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      t = ++resume;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

}  // namespace leaktrace::report
