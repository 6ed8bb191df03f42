// A recursive descent over "name<argument, argument>text". Names come from
// files, so the depth of the recursion is bounded.
#include "report/analysis/template_arguments.h"

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"

namespace leaktrace::report {
namespace {

constexpr int kMaxDepth = 64;

constexpr std::array<std::string_view, 6> kDefaultArguments = {
    "std::allocator<", "std::char_traits<", "std::less<",
    "std::hash<",      "std::equal_to<",    "std::default_delete<"};

constexpr std::string_view kOperatorCharacters = "<>=-!&|+*/%^~,";

bool IsDefaultArgument(std::string_view argument) {
  for (const std::string_view prefix : kDefaultArguments) {
    if (argument.starts_with(prefix)) return true;
  }
  return false;
}

std::string NameStandardTypes(std::string name) {
  return absl::StrReplaceAll(
      name, {{"std::basic_string<char>", "std::string"},
             {"std::basic_string<wchar_t>", "std::wstring"},
             {"std::basic_string_view<char>", "std::string_view"},
             {"std::basic_ostream<char>", "std::ostream"},
             {"std::basic_istream<char>", "std::istream"}});
}

class Folder {
 public:
  explicit Folder(std::string_view name) : name_(name) {}

  std::string Fold() {
    std::string result = Text("");
    return failed_ || at_ != name_.size() ? std::string(name_)
                                          : NameStandardTypes(result);
  }

 private:
  // Everything up to a character of `stop` that is in no brackets.
  std::string Text(std::string_view stop) {
    std::string text;
    int parentheses = 0;
    while (at_ < name_.size() && !failed_) {
      const char c = name_[at_];
      if (parentheses == 0 && stop.find(c) != std::string_view::npos) break;
      if (c == '(' || c == '{') ++parentheses;
      if (c == ')' || c == '}') --parentheses;
      if (c == '<') {
        text += Arguments();
      } else {
        text += c;
        ++at_;
        if (text.ends_with("operator")) text += OperatorSymbol();
        if (c == '-' && Peek() == '>') text += Take();
      }
    }
    return text;
  }

  char Peek() const { return at_ < name_.size() ? name_[at_] : '\0'; }
  char Take() { return name_[at_++]; }

  std::string OperatorSymbol() {
    std::string symbol;
    while (kOperatorCharacters.find(Peek()) != std::string_view::npos) {
      symbol += Take();
    }
    return symbol;
  }

  std::string Arguments() {
    if (++depth_ > kMaxDepth) failed_ = true;
    std::vector<std::string> arguments;
    do {
      ++at_;  // '<' or ','
      std::string argument = Text(",>");
      arguments.emplace_back(absl::StripAsciiWhitespace(argument));
    } while (!failed_ && Peek() == ',');
    if (Peek() != '>') failed_ = true;
    ++at_;
    --depth_;
    while (arguments.size() > 1 && IsDefaultArgument(arguments.back())) {
      arguments.pop_back();
    }
    return absl::StrCat("<", absl::StrJoin(arguments, ", "), ">");
  }

  std::string_view name_;
  size_t at_ = 0;
  int depth_ = 0;
  bool failed_ = false;
};

}  // namespace

std::string FoldTemplateArguments(std::string_view name) {
  if (name.find('<') == std::string_view::npos) return std::string(name);
  return Folder(name).Fold();
}

}  // namespace leaktrace::report
