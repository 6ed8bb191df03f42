#include "preload/snapshot/text_scanner.h"

namespace leaktrace {
namespace {

int DigitOf(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return 16;
}

bool ConsumeNumber(std::string_view* text, unsigned base, uint64_t* value) {
  uint64_t result = 0;
  size_t used = 0;
  for (; used < text->size(); ++used) {
    const unsigned digit = static_cast<unsigned>(DigitOf((*text)[used]));
    if (digit >= base) break;
    if (result > (UINT64_MAX - digit) / base) return false;
    result = result * base + digit;
  }
  if (used == 0) return false;
  text->remove_prefix(used);
  *value = result;
  return true;
}

}  // namespace

bool ConsumeDecimal(std::string_view* text, uint64_t* value) {
  return ConsumeNumber(text, 10, value);
}

bool ConsumeHex(std::string_view* text, uint64_t* value) {
  return ConsumeNumber(text, 16, value);
}

bool ConsumePrefix(std::string_view* text, std::string_view prefix) {
  if (!HasPrefix(*text, prefix)) return false;
  text->remove_prefix(prefix.size());
  return true;
}

bool ConsumeLine(std::string_view* text, std::string_view* line) {
  if (text->empty()) return false;
  const size_t end = text->find('\n');
  const bool is_last = end == std::string_view::npos;
  *line = {text->data(), is_last ? text->size() : end};
  text->remove_prefix(is_last ? text->size() : end + 1);
  return true;
}

bool HasPrefix(std::string_view text, std::string_view prefix) {
  return text.size() >= prefix.size() &&
         std::string_view(text.data(), prefix.size()) == prefix;
}

bool HasSuffix(std::string_view text, std::string_view suffix) {
  if (text.size() < suffix.size()) return false;
  text.remove_prefix(text.size() - suffix.size());
  return text == suffix;
}

void SkipBlanks(std::string_view* text) {
  while (text->starts_with(' ') || text->starts_with('\t')) {
    text->remove_prefix(1);
  }
}

}  // namespace leaktrace
