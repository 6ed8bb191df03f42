#include "preload/snapshot/text_buffer.h"

#include <gtest/gtest.h>

namespace leaktrace {
namespace {

TEST(TextBufferTest, JoinsTextNumbersAndHex) {
  char storage[64];
  TextBuffer text(storage);
  const uint8_t bytes[] = {0x0f, 0xa0};

  text.Add("a=").AddDecimal(0).Add(",").AddDecimal(UINT64_MAX).Add(",");
  text.AddDecimal(42, 6).Add(",").AddHexBytes(bytes);

  EXPECT_EQ(text.view(), "a=0,18446744073709551615,000042,0fa0");
  EXPECT_FALSE(text.truncated());
}

TEST(TextBufferTest, CutsWhatDoesNotFitAndSaysSo) {
  char storage[8] = {'x', 'x', 'x', 'x', 'x', 'x', 'x', '#'};
  TextBuffer text(std::span<char>(storage, 7));

  text.Add("123").Add("45678");

  EXPECT_STREQ(text.c_str(), "123456");
  EXPECT_TRUE(text.truncated());
  EXPECT_EQ(storage[7], '#');
}

TEST(TextBufferTest, ExactFitIsNotCut) {
  char storage[4];
  TextBuffer text(storage);
  text.Add("abc");
  EXPECT_FALSE(text.truncated());
  EXPECT_STREQ(text.c_str(), "abc");
}

TEST(TextBufferTest, ClearStartsOver) {
  char storage[4];
  TextBuffer text(storage);
  text.Add("too long");
  text.Clear();
  EXPECT_TRUE(text.view().empty());
  EXPECT_FALSE(text.truncated());
}

}  // namespace
}  // namespace leaktrace
