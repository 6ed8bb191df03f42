// See number_range.h.
#include "report/cli/number_range.h"

#include <charconv>
#include <string>

#include "absl/strings/str_cat.h"

namespace leaktrace::report {
namespace {

bool IsBetween(const std::string& text, double low, double high) {
  double number = 0;
  const char* const end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, number);
  // False for what is not a number, too.
  return error == std::errc() && rest == end && number >= low && number <= high;
}

}  // namespace

std::function<std::string(const std::string&)> NumberBetween(double low,
                                                             double high) {
  return [low, high](const std::string& text) {
    return IsBetween(text, low, high)
               ? std::string()
               : absl::StrCat(text, ": write a number from ", low, " to ",
                              high);
  };
}

}  // namespace leaktrace::report
