// regex.h: no recursion over the text, which comes from files.
#include "report/analysis/name_pattern.h"

#include <regex.h>

#include <array>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

namespace leaktrace::report {

struct NamePattern::Compiled {
  Compiled() = default;
  ~Compiled() {
    if (usable) regfree(&expression);
  }
  Compiled(const Compiled&) = delete;
  Compiled& operator=(const Compiled&) = delete;

  regex_t expression = {};
  bool usable = false;
};

NamePattern::NamePattern(std::unique_ptr<Compiled> compiled)
    : compiled_(std::move(compiled)) {}
NamePattern::NamePattern(NamePattern&&) noexcept = default;
NamePattern& NamePattern::operator=(NamePattern&&) noexcept = default;
NamePattern::~NamePattern() = default;

absl::StatusOr<NamePattern> NamePattern::Compile(
    const std::string& expression) {
  auto compiled = std::make_unique<Compiled>();
  const int error = regcomp(&compiled->expression, expression.c_str(),
                            REG_EXTENDED | REG_NOSUB);
  if (error == 0) {
    compiled->usable = true;
    return NamePattern(std::move(compiled));
  }
  std::array<char, 128> why = {};
  regerror(error, &compiled->expression, why.data(), why.size());
  return absl::InvalidArgumentError(
      absl::StrCat("'", expression, "': ", why.data(),
                   "; give an extended regular expression, see regex(7)"));
}

bool NamePattern::Matches(const std::string& text) const {
  return regexec(&compiled_->expression, text.c_str(), 0, nullptr, 0) == 0;
}

}  // namespace leaktrace::report
