// Takes a text apart from its front, line by line and token by token. Every
// function either consumes what it names or leaves the text as it is.
#ifndef LEAKTRACE_REPORT_PROFILE_TEXT_SCANNER_H_
#define LEAKTRACE_REPORT_PROFILE_TEXT_SCANNER_H_

#include <cstdint>
#include <optional>
#include <string_view>

namespace leaktrace::report {

class TextScanner {
 public:
  explicit TextScanner(std::string_view text) : rest_(text) {}

  bool AtEnd() const { return rest_.empty(); }
  // What is left; its data() is the place for error messages.
  std::string_view rest() const { return rest_; }

  // Up to a line feed, without it and without a carriage return before it.
  std::string_view Line();
  void SkipSpaces();
  bool Consume(std::string_view literal);
  // Up to the next blank.
  std::string_view Word();
  std::optional<int64_t> Number();
  // With or without 0x, at most 16 digits.
  std::optional<uint64_t> Hex();

 private:
  std::string_view rest_;
};

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_PROFILE_TEXT_SCANNER_H_
