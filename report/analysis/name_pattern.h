// A regular expression from the command line, over names.
#ifndef LEAKTRACE_REPORT_ANALYSIS_NAME_PATTERN_H_
#define LEAKTRACE_REPORT_ANALYSIS_NAME_PATTERN_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"

namespace leaktrace::report {

class NamePattern {
 public:
  // A POSIX extended regular expression; InvalidArgument quotes it.
  static absl::StatusOr<NamePattern> Compile(const std::string& expression);
  NamePattern(NamePattern&&) noexcept;
  NamePattern& operator=(NamePattern&&) noexcept;
  ~NamePattern();

  // Whether it is found anywhere in `text`.
  bool Matches(const std::string& text) const;

 private:
  struct Compiled;
  explicit NamePattern(std::unique_ptr<Compiled> compiled);

  std::unique_ptr<Compiled> compiled_;
};

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_ANALYSIS_NAME_PATTERN_H_
