// See text_scanner.h.
#include "report/profile/text_scanner.h"

#include <algorithm>
#include <charconv>

namespace leaktrace::report {
namespace {

constexpr std::string_view kBlanks = " \t";
constexpr int kHexBase = 16;

}  // namespace

std::string_view TextScanner::Line() {
  const size_t end = rest_.find('\n');
  std::string_view line = rest_.substr(0, end);
  rest_.remove_prefix(end == std::string_view::npos ? rest_.size() : end + 1);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

void TextScanner::SkipSpaces() {
  rest_.remove_prefix(std::min(rest_.find_first_not_of(kBlanks), rest_.size()));
}

bool TextScanner::Consume(std::string_view literal) {
  if (!rest_.starts_with(literal)) return false;
  rest_.remove_prefix(literal.size());
  return true;
}

std::string_view TextScanner::Word() {
  const size_t size = std::min(rest_.find_first_of(kBlanks), rest_.size());
  const std::string_view word = rest_.substr(0, size);
  rest_.remove_prefix(size);
  return word;
}

std::optional<int64_t> TextScanner::Number() {
  int64_t number = 0;
  const char* const end = rest_.data() + rest_.size();
  const auto [at, error] = std::from_chars(rest_.data(), end, number);
  if (error != std::errc()) return std::nullopt;
  rest_ = std::string_view(at, static_cast<size_t>(end - at));
  return number;
}

std::optional<uint64_t> TextScanner::Hex() {
  const std::string_view before = rest_;
  if (!Consume("0x")) Consume("0X");
  uint64_t number = 0;
  const char* const end = rest_.data() + rest_.size();
  const auto [at, error] = std::from_chars(rest_.data(), end, number, kHexBase);
  if (error != std::errc()) {
    rest_ = before;
    return std::nullopt;
  }
  rest_ = std::string_view(at, static_cast<size_t>(end - at));
  return number;
}

}  // namespace leaktrace::report
