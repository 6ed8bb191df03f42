// Parsing and matching of owner rules. Function rules are most of them, so
// they are looked up by first letter; the others are few and tried in order.
#include "report/analysis/frame_rules.h"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "report/analysis/glob.h"
#include "report/analysis/shipped_rules.h"

namespace leaktrace::report {
namespace {

constexpr std::array<std::pair<std::string_view, FrameClass>, 4> kClasses = {{
    {"allocator", FrameClass::kAllocator},
    {"runtime", FrameClass::kRuntime},
    {"library", FrameClass::kLibrary},
    {"application", FrameClass::kApplication},
}};

constexpr std::array<std::pair<std::string_view, RuleKind>, 5> kKinds = {{
    {"function", RuleKind::kFunction},
    {"module", RuleKind::kModule},
    {"file", RuleKind::kFile},
    {"namespace", RuleKind::kNamespace},
    {"crate", RuleKind::kCrate},
}};

template <typename Table>
auto Find(const Table& table, std::string_view word)
    -> std::optional<decltype(table[0].second)> {
  for (const auto& [name, value] : table) {
    if (name == word) return value;
  }
  return std::nullopt;
}

absl::Status BadLine(const std::string& origin, const std::string& what) {
  return absl::InvalidArgumentError(absl::StrCat(
      origin, ": ", what,
      "; a rule is \"<class> <kind> <pattern> [@ <module>]\" with class "
      "allocator|runtime|library|application and kind "
      "function|module|file|namespace|crate"));
}

constexpr std::string_view kBlanks = " \t\r";

std::string_view Trim(std::string_view text) {
  const size_t begin = text.find_first_not_of(kBlanks);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kBlanks) - begin + 1);
}

// The part of `*text` before `separator`; `*text` keeps what is behind it.
std::string_view TakeUntil(std::string_view* text, std::string_view separator) {
  const size_t end = text->find(separator);
  const std::string_view part = text->substr(0, end);
  *text = end == std::string_view::npos ? std::string_view()
                                        : text->substr(end + separator.size());
  return part;
}

// The first word of `*rest`, which loses it.
std::string_view TakeWord(std::string_view* rest) {
  *rest = Trim(*rest);
  const size_t end = std::min(rest->find_first_of(kBlanks), rest->size());
  const std::string_view word = rest->substr(0, end);
  *rest = Trim(rest->substr(end));
  return word;
}

absl::StatusOr<FrameRule> ParseRule(std::string_view line,
                                    const std::string& origin) {
  const std::string_view class_word = TakeWord(&line);
  const std::string_view kind_word = TakeWord(&line);
  const auto frame_class = Find(kClasses, class_word);
  if (!frame_class) {
    return BadLine(origin, "unknown class '" + std::string(class_word) + "'");
  }
  const auto kind = Find(kKinds, kind_word);
  if (!kind) {
    return BadLine(origin, "unknown kind '" + std::string(kind_word) + "'");
  }
  const std::string_view pattern = Trim(TakeUntil(&line, " @ "));
  FrameRule rule;
  rule.frame_class = *frame_class;
  rule.kind = *kind;
  rule.pattern = std::string(pattern);
  rule.module = std::string(Trim(line));
  rule.origin = origin;
  if (rule.pattern.empty()) return BadLine(origin, "no pattern");
  return rule;
}

// "ns" of "ns::f" and, in Rust, of "<ns::T as Trait>::f" and "<&mut ns::T>::f".
std::string_view InnermostScope(std::string_view function) {
  for (const std::string_view prefix : {"<", "&", "mut ", "*const ", "*mut "}) {
    if (function.starts_with(prefix)) function.remove_prefix(prefix.size());
  }
  return function;
}

bool IsWildcard(char c) { return c == '*' || c == '?'; }

bool InNamespace(std::string_view pattern, std::string_view function) {
  const std::string_view scope = InnermostScope(function);
  // Most rules end here, before their pattern is copied.
  if (!IsWildcard(pattern[0]) && !scope.starts_with(pattern[0])) return false;
  return GlobMatches(std::string(pattern) + "::*", scope);
}

bool Matches(const FrameRule& rule, const FrameIdentity& frame) {
  if (!rule.module.empty() && !GlobMatches(rule.module, frame.module)) {
    return false;
  }
  switch (rule.kind) {
    case RuleKind::kFunction:
      return !frame.function.empty() &&
             GlobMatches(rule.pattern, frame.function);
    case RuleKind::kModule:
      return !frame.module.empty() && GlobMatches(rule.pattern, frame.module);
    case RuleKind::kFile:
      return !frame.file.empty() && GlobMatches(rule.pattern, frame.file);
    case RuleKind::kNamespace:
      return !frame.rust && InNamespace(rule.pattern, frame.function);
    case RuleKind::kCrate:
      return frame.rust && InNamespace(rule.pattern, frame.function);
  }
  return false;
}

uint8_t Bucket(std::string_view text) {
  return text.empty() || IsWildcard(text[0]) ? 0
                                             : static_cast<uint8_t>(text[0]);
}

}  // namespace

absl::StatusOr<FrameRules> FrameRules::Parse(std::string_view text,
                                             std::string_view source) {
  FrameRules result;
  int number = 0;
  while (!text.empty()) {
    ++number;
    const std::string_view line = Trim(TakeUntil(&text, "\n"));
    if (line.empty() || line[0] == '#') continue;
    absl::StatusOr<FrameRule> rule =
        ParseRule(line, absl::StrCat(std::string(source), ":", number));
    if (!rule.ok()) return rule.status();
    result.Add(*std::move(rule));
  }
  return result;
}

FrameRules FrameRules::Shipped() {
  FrameRules rules;
  for (const ShippedRules& shipped : AllShippedRules()) {
    const auto parsed = Parse(shipped.text, shipped.file_name);
    // A test parses the shipped texts, so this is a broken build.
    if (parsed.ok()) rules.Append(*parsed);
  }
  return rules;
}

void FrameRules::Append(const FrameRules& other) {
  for (const FrameRule& rule : other.rules_) Add(rule);
}

void FrameRules::Add(FrameRule rule) {
  const auto index = static_cast<uint32_t>(rules_.size());
  if (rule.kind == RuleKind::kFunction) {
    functions_[Bucket(rule.pattern)].push_back(index);
  } else {
    other_.push_back(index);
  }
  rules_.push_back(std::move(rule));
}

const FrameRule* FrameRules::Match(const FrameIdentity& frame) const {
  size_t best = rules_.size();
  const auto try_all = [&](const std::vector<uint32_t>& candidates) {
    for (const uint32_t index : candidates) {
      if (index >= best) return;
      if (Matches(rules_[index], frame)) best = index;
    }
  };
  try_all(functions_[0]);
  if (!frame.function.empty()) try_all(functions_[Bucket(frame.function)]);
  try_all(other_);
  return best < rules_.size() ? &rules_[best] : nullptr;
}

std::string_view FrameClassName(FrameClass frame_class) {
  return kClasses[static_cast<size_t>(frame_class)].first;
}

std::string_view RuleKindName(RuleKind kind) {
  return kKinds[static_cast<size_t>(kind)].first;
}

}  // namespace leaktrace::report
