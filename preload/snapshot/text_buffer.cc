#include "preload/snapshot/text_buffer.h"

#include <algorithm>
#include <cstring>

namespace leaktrace {

TextBuffer::TextBuffer(std::span<char> storage) : storage_(storage) { Clear(); }

void TextBuffer::Clear() {
  size_ = 0;
  truncated_ = false;
  storage_[0] = '\0';
}

TextBuffer& TextBuffer::Add(std::string_view text) {
  const size_t room = storage_.size() - 1 - size_;
  const size_t part = std::min(room, text.size());
  if (part > 0) memcpy(storage_.data() + size_, text.data(), part);
  size_ += part;
  storage_[size_] = '\0';
  truncated_ = truncated_ || part < text.size();
  return *this;
}

TextBuffer& TextBuffer::AddDecimal(uint64_t value, int minimum_digits) {
  char digits[24];
  int first = sizeof(digits);
  const int wanted = std::min<int>(minimum_digits, sizeof(digits));
  do {
    digits[--first] = static_cast<char>('0' + value % 10);
    value /= 10;
  } while (value != 0 || static_cast<int>(sizeof(digits)) - first < wanted);
  return Add({digits + first, sizeof(digits) - static_cast<size_t>(first)});
}

TextBuffer& TextBuffer::AddHexBytes(std::span<const uint8_t> bytes) {
  constexpr char kDigits[] = "0123456789abcdef";
  for (const uint8_t byte : bytes) {
    const char pair[2] = {kDigits[byte >> 4], kDigits[byte & 15]};
    Add({pair, 2});
  }
  return *this;
}

}  // namespace leaktrace
