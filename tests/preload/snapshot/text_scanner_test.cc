#include "preload/snapshot/text_scanner.h"

#include <gtest/gtest.h>

namespace leaktrace {
namespace {

TEST(TextScannerTest, ConsumesNumbersUpToTheFirstOtherCharacter) {
  std::string_view text = "18446744073709551615 7fFz";
  uint64_t decimal = 0;
  uint64_t hex = 0;
  ASSERT_TRUE(ConsumeDecimal(&text, &decimal));
  SkipBlanks(&text);
  ASSERT_TRUE(ConsumeHex(&text, &hex));
  EXPECT_EQ(decimal, UINT64_MAX);
  EXPECT_EQ(hex, 0x7ffu);
  EXPECT_EQ(text, "z");
}

TEST(TextScannerTest, RefusesNumbersThatDoNotFitAndLeavesTheText) {
  std::string_view text = "18446744073709551616";
  uint64_t value = 7;
  EXPECT_FALSE(ConsumeDecimal(&text, &value));
  EXPECT_EQ(value, 7u);
  EXPECT_EQ(text, "18446744073709551616");
}

TEST(TextScannerTest, RefusesWhatIsNoNumber) {
  std::string_view text = "a1";
  uint64_t value = 0;
  EXPECT_FALSE(ConsumeDecimal(&text, &value));
  std::string_view nothing;
  EXPECT_FALSE(ConsumeHex(&nothing, &value));
}

TEST(TextScannerTest, SplitsLinesAndAcceptsALastOneWithoutEnd) {
  std::string_view text = "a\n\nb";
  std::string_view line;
  ASSERT_TRUE(ConsumeLine(&text, &line));
  EXPECT_EQ(line, "a");
  ASSERT_TRUE(ConsumeLine(&text, &line));
  EXPECT_EQ(line, "");
  ASSERT_TRUE(ConsumeLine(&text, &line));
  EXPECT_EQ(line, "b");
  EXPECT_FALSE(ConsumeLine(&text, &line));
}

TEST(TextScannerTest, KnowsPrefixesAndSuffixes) {
  EXPECT_TRUE(HasPrefix("abc", "ab"));
  EXPECT_FALSE(HasPrefix("a", "ab"));
  EXPECT_TRUE(HasSuffix("abc", "bc"));
  EXPECT_FALSE(HasSuffix("c", "bc"));
}

}  // namespace
}  // namespace leaktrace
