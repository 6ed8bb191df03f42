// Appends text and numbers to a caller's buffer: no heap, no locale, no stdio.
//
// Invariants
//  I1 The buffer always holds a terminated C string.
//  I2 Nothing is written beyond it; text that does not fit is cut at the end
//     and truncated() says so.
#ifndef LEAKTRACE_PRELOAD_SNAPSHOT_TEXT_BUFFER_H_
#define LEAKTRACE_PRELOAD_SNAPSHOT_TEXT_BUFFER_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace leaktrace {

class TextBuffer {
 public:
  explicit TextBuffer(std::span<char> storage);  // not empty

  TextBuffer& Add(std::string_view text);
  TextBuffer& AddDecimal(uint64_t value, int minimum_digits = 1);
  TextBuffer& AddHexBytes(std::span<const uint8_t> bytes);
  void Clear();

  const char* c_str() const { return storage_.data(); }
  std::string_view view() const { return {storage_.data(), size_}; }
  bool truncated() const { return truncated_; }

 private:
  std::span<char> storage_;
  size_t size_ = 0;
  bool truncated_ = false;
};

}  // namespace leaktrace

#endif  // LEAKTRACE_PRELOAD_SNAPSHOT_TEXT_BUFFER_H_
