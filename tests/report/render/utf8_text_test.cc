#include "report/render/utf8_text.h"

#include "gtest/gtest.h"

namespace leaktrace::report {
namespace {

TEST(ValidUtf8, KeepsWellFormedText) {
  EXPECT_EQ(ValidUtf8("plain \xC2\xB1 \xE2\x82\xAC \xF0\x9F\x98\x80"),
            "plain \xC2\xB1 \xE2\x82\xAC \xF0\x9F\x98\x80");
}

TEST(ValidUtf8, ReplacesEachByteThatIsNoText) {
  EXPECT_EQ(ValidUtf8("a\xFF\x80z"), "a??z");
  EXPECT_EQ(ValidUtf8("cut \xE2\x82"), "cut ??");
  EXPECT_EQ(ValidUtf8("\xC0\xAF"), "??") << "overlong";
  EXPECT_EQ(ValidUtf8("\xED\xA0\x80"), "???") << "a surrogate";
  EXPECT_EQ(ValidUtf8("\xEF\xBF\xBF"), "???") << "not for XML";
  EXPECT_EQ(ValidUtf8("\xF4\x90\x80\x80"), "????") << "beyond Unicode";
}

}  // namespace
}  // namespace leaktrace::report
