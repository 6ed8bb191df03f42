// Tests of sizes and durations on the command line.
#include "report/cli/quantity.h"

#include <optional>

#include "gtest/gtest.h"

namespace leaktrace::report {
namespace {

TEST(ParseSizeBytesTest, TakesPowersOf1024) {
  EXPECT_EQ(ParseSizeBytes("65536"), 65536);
  EXPECT_EQ(ParseSizeBytes("64K"), 65536);
  EXPECT_EQ(ParseSizeBytes("64KiB"), 65536);
  EXPECT_EQ(ParseSizeBytes("2M"), 2 << 20);
}

TEST(ParseSizeBytesTest, RefusesEverythingElse) {
  for (const char* text : {"", "K", "0", "-1", "1.5M", "1T", "10 K",
                           "9223372036854775807G", "99999999999999999999"}) {
    EXPECT_EQ(ParseSizeBytes(text), std::nullopt) << text;
  }
}

TEST(ParseDurationMsTest, TakesUnits) {
  EXPECT_EQ(ParseDurationMs("500ms"), 500);
  EXPECT_EQ(ParseDurationMs("10"), 10000);
  EXPECT_EQ(ParseDurationMs("10s"), 10000);
  EXPECT_EQ(ParseDurationMs("5m"), 300000);
  EXPECT_EQ(ParseDurationMs("1h"), 3600000);
  EXPECT_EQ(ParseDurationMs("1d"), std::nullopt);
  EXPECT_EQ(ParseDurationMs("0s"), std::nullopt);
}

}  // namespace
}  // namespace leaktrace::report
