// Well-formed sequences after table 3-7 of the Unicode standard, without the
// noncharacters U+FFFE and U+FFFF that XML refuses.
#include "report/render/utf8_text.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace leaktrace::report {
namespace {

constexpr uint32_t kFirstSurrogate = 0xD800;
constexpr uint32_t kLastSurrogate = 0xDFFF;
constexpr uint32_t kFirstNoncharacter = 0xFFFE;
constexpr uint32_t kLastNoncharacter = 0xFFFF;
constexpr uint32_t kLastCodePoint = 0x10FFFF;

struct Lead {
  size_t length;
  uint32_t bits;
  uint32_t least;  // shorter sequences must be used below
};

Lead LeadOf(unsigned char byte) {
  if (byte < 0x80) return {1, byte, 0};
  if ((byte & 0xE0U) == 0xC0U) return {2, byte & 0x1FU, 0x80};
  if ((byte & 0xF0U) == 0xE0U) return {3, byte & 0x0FU, 0x800};
  if ((byte & 0xF8U) == 0xF0U) return {4, byte & 0x07U, 0x10000};
  return {0, 0, 0};
}

bool IsCharacter(uint32_t code, uint32_t least) {
  return code >= least && code <= kLastCodePoint &&
         (code < kFirstSurrogate || code > kLastSurrogate) &&
         (code < kFirstNoncharacter || code > kLastNoncharacter);
}

// Bytes of the character at the front of `text`; 0 if there is none.
size_t CharacterLength(std::string_view text) {
  const Lead lead = LeadOf(static_cast<unsigned char>(text.front()));
  if (lead.length == 0 || lead.length > text.size()) return 0;
  uint32_t code = lead.bits;
  for (const char c : text.substr(1, lead.length - 1)) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte & 0xC0U) != 0x80U) return 0;
    code = code << 6U | (byte & 0x3FU);
  }
  return IsCharacter(code, lead.least) ? lead.length : 0;
}

}  // namespace

std::string ValidUtf8(std::string_view text) {
  std::string valid;
  while (!text.empty()) {
    const size_t length = CharacterLength(text);
    valid += length == 0 ? "?" : text.substr(0, length);
    text.remove_prefix(length == 0 ? 1 : length);
  }
  return valid;
}

}  // namespace leaktrace::report
