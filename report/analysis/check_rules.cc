// A line at a time: a kind, ':', a pattern, and then "key=value" words.
// Patterns of suppressions may hold blanks, so theirs ends where the first
// known key begins, and a reason goes to the end of the line.
#include "report/analysis/check_rules.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/status/status.h"

namespace leaktrace::report {
namespace {

constexpr std::string_view kTotal = "total";
constexpr std::string_view kSuppression = "leak:";
constexpr std::string_view kUntil = "until";
constexpr std::string_view kReason = "reason";
constexpr std::array<std::string_view, 6> kKeys = {
    " bytes=", " objects=", " increase=", " slope=", " until=", " reason="};

absl::Status Invalid(const std::string& message) {
  return absl::InvalidArgumentError(message);
}

std::string_view Strip(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\r";
  const size_t begin = text.find_first_not_of(kBlanks);
  if (begin == std::string_view::npos) return "";
  return text.substr(begin, text.find_last_not_of(kBlanks) - begin + 1);
}

struct Line {
  std::string_view pattern;
  std::string_view attributes;
};

// Splits before the first attribute.
Line SplitLine(std::string_view text) {
  size_t begin = text.size();
  for (const std::string_view key : kKeys) {
    begin = std::min(begin, text.find(key));
  }
  return {Strip(text.substr(0, begin)), Strip(text.substr(begin))};
}

std::optional<int> ParseInt(std::string_view text) {
  int number = 0;
  const char* end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc() || rest != end) return std::nullopt;
  return number;
}

absl::StatusOr<std::chrono::sys_days> ParseDate(std::string_view text) {
  const size_t first = text.find('-');
  const size_t second = text.find('-', first + 1);
  if (first != std::string_view::npos && second != std::string_view::npos) {
    const auto year = ParseInt(text.substr(0, first));
    const auto month = ParseInt(text.substr(first + 1, second - first - 1));
    const auto day = ParseInt(text.substr(second + 1));
    if (year && month && day && *month > 0 && *day > 0) {
      const std::chrono::year_month_day date(
          std::chrono::year(*year),
          std::chrono::month(static_cast<unsigned>(*month)),
          std::chrono::day(static_cast<unsigned>(*day)));
      if (date.ok()) return std::chrono::sys_days(date);
    }
  }
  return Invalid("until=" + std::string(text) +
                 ": write a date, such as 2026-12-31");
}

// "name=value" from the front of `text`; what is left stays there.
std::pair<std::string_view, std::string_view> TakeAssignment(
    std::string_view* text) {
  const size_t end = std::min(text->find_first_of(" \t"), text->size());
  const std::string_view word = text->substr(0, end);
  *text = Strip(text->substr(end));
  const size_t equals = word.find('=');
  if (equals == std::string_view::npos) return {word, ""};
  return {word.substr(0, equals), word.substr(equals + 1)};
}

absl::Status AddLimit(std::string_view key, std::string_view value,
                      std::vector<CheckLimit>* limits) {
  const absl::StatusOr<CheckLimit> limit = ParseCheckLimit(key, value);
  if (!limit.ok()) return limit.status();
  for (const CheckLimit& other : *limits) {
    if (other.metric == limit->metric) {
      return Invalid(std::string(key) +
                     " twice in one line; leave one of them out");
    }
  }
  limits->push_back(*limit);
  return absl::OkStatus();
}

// The name of an assignment in what should be a pattern: no function, module or
// file is called " word=".
std::string_view UnknownKey(std::string_view pattern) {
  constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyz";
  for (size_t at = pattern.find('='); at < pattern.size();
       at = pattern.find('=', at + 1)) {
    const size_t begin = pattern.find_last_of(" \t", at) + 1;
    const std::string_view word = pattern.substr(begin, at - begin);
    const bool is_operator = pattern.substr(at).starts_with("==");
    if (begin > 0 && !word.empty() && !is_operator &&
        word.find_first_not_of(kLetters) == std::string_view::npos) {
      return word;
    }
  }
  return "";
}

absl::Status RefuseUnknownKey(std::string_view pattern, const char* known) {
  const std::string_view key = UnknownKey(pattern);
  if (key.empty()) return absl::OkStatus();
  return Invalid(std::string(key) + "=: there is no such word; there are " +
                 known);
}

absl::Status ParseBudget(CheckScope scope, std::string_view text,
                         CheckBudget* budget) {
  Line line = SplitLine(text);
  budget->scope = scope;
  budget->pattern = std::string(line.pattern);
  if (scope != CheckScope::kTotal && budget->pattern.empty()) {
    return Invalid("a pattern is missing after the colon");
  }
  absl::Status known = RefuseUnknownKey(
      budget->pattern, "bytes=, objects=, increase= and slope=");
  if (!known.ok()) return known;
  while (!line.attributes.empty()) {
    const auto [key, value] = TakeAssignment(&line.attributes);
    absl::Status status = AddLimit(key, value, &budget->limits);
    if (!status.ok()) return status;
  }
  if (!budget->limits.empty()) return absl::OkStatus();
  return Invalid(
      "a budget without a limit; add bytes=, objects=, increase= or slope=");
}

absl::Status ParseSuppression(std::string_view text,
                              CheckSuppression* suppression) {
  Line line = SplitLine(text);
  suppression->pattern = std::string(line.pattern);
  if (suppression->pattern.empty()) {
    return Invalid("a pattern is missing after leak:");
  }
  absl::Status known = RefuseUnknownKey(
      suppression->pattern,
      "bytes=, objects=, increase=, slope=, until= and reason=");
  if (!known.ok()) return known;
  while (!line.attributes.empty()) {
    const std::string_view rest = line.attributes;
    const auto [key, value] = TakeAssignment(&line.attributes);
    absl::Status status;
    if (key == kReason) {
      suppression->reason = std::string(rest.substr(key.size() + 1));
      break;
    }
    if (key == kUntil) {
      const absl::StatusOr<std::chrono::sys_days> day = ParseDate(value);
      if (day.ok()) suppression->until = *day;
      status = day.status();
    } else {
      status = AddLimit(key, value, &suppression->limits);
    }
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status ParseLine(std::string_view line, std::string origin,
                       CheckRules* rules) {
  if (line.starts_with(kSuppression)) {
    CheckSuppression& suppression = rules->suppressions.emplace_back();
    suppression.origin = std::move(origin);
    return ParseSuppression(line.substr(kSuppression.size()), &suppression);
  }
  CheckBudget& budget = rules->budgets.emplace_back();
  budget.origin = std::move(origin);
  for (const CheckScope scope : {CheckScope::kOwner, CheckScope::kModule}) {
    const std::string prefix = std::string(CheckScopeName(scope)) + ":";
    if (line.starts_with(prefix)) {
      return ParseBudget(scope, line.substr(prefix.size()), &budget);
    }
  }
  if (line.starts_with(kTotal)) {
    absl::Status status =
        ParseBudget(CheckScope::kTotal, line.substr(kTotal.size()), &budget);
    if (!status.ok() || budget.pattern.empty()) return status;
  }
  return Invalid(
      "expected owner:PATTERN, module:PATTERN, total or leak:PATTERN");
}

// Of a limit that is given twice the first would win, and the second mislead.
class GivenLimits {
 public:
  absl::Status Add(const CheckBudget& budget) {
    for (const CheckLimit& limit : budget.limits) {
      const auto [entry, is_new] = origins_.emplace(
          std::tuple(budget.scope, budget.pattern, limit.metric),
          budget.origin);
      if (is_new) continue;
      return Invalid(std::string(CheckMetricName(limit.metric)) +
                     "= of this is given by " + entry->second +
                     " already; leave one of them out");
    }
    return absl::OkStatus();
  }

 private:
  std::map<std::tuple<CheckScope, std::string, CheckMetric>, std::string>
      origins_;
};

}  // namespace

std::string_view CheckScopeName(CheckScope scope) {
  switch (scope) {
    case CheckScope::kTotal:
      return kTotal;
    case CheckScope::kModule:
      return "module";
    case CheckScope::kOwner:
      return "owner";
  }
  return "";
}

void CheckRules::Append(const CheckRules& other) {
  budgets.insert(budgets.end(), other.budgets.begin(), other.budgets.end());
  suppressions.insert(suppressions.end(), other.suppressions.begin(),
                      other.suppressions.end());
}

absl::StatusOr<CheckRules> ParseCheckRules(std::string_view text,
                                           std::string_view source) {
  CheckRules rules;
  GivenLimits given;
  for (int number = 1; !text.empty(); ++number) {
    const size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = Strip(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.empty() || line.starts_with('#')) continue;
    const std::string origin =
        std::string(source) + ":" + std::to_string(number);
    const size_t budgets = rules.budgets.size();
    absl::Status status = ParseLine(line, origin, &rules);
    if (status.ok() && rules.budgets.size() > budgets) {
      status = given.Add(rules.budgets.back());
    }
    if (!status.ok()) {
      return Invalid(origin + ": " + std::string(status.message()));
    }
  }
  return rules;
}

}  // namespace leaktrace::report
