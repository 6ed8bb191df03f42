// Tests of numbers as people read them.
#include "report/render/units.h"

#include "gtest/gtest.h"

namespace leaktrace::report {
namespace {

TEST(FormatBytesTest, PicksTheUnitAfterRounding) {
  EXPECT_EQ(FormatBytes(0), "0 B");
  EXPECT_EQ(FormatBytes(-0.2), "0 B");
  EXPECT_EQ(FormatBytes(812), "812 B");
  EXPECT_EQ(FormatBytes(1023), "1023 B");
  EXPECT_EQ(FormatBytes(1023.9), "1.0 KiB");
  EXPECT_EQ(FormatBytes(1024), "1.0 KiB");
  EXPECT_EQ(FormatBytes(1024 * 1023.96), "1.0 MiB");
  EXPECT_EQ(FormatBytes(31.4 * 1024 * 1024), "31.4 MiB");
  EXPECT_EQ(FormatBytes(-2048), "-2.0 KiB");
  EXPECT_EQ(FormatBytes(9.2e18), "8.0 EiB");
}

TEST(FormatSignedBytesTest, HasASignUnlessZero) {
  EXPECT_EQ(FormatSignedBytes(2048), "+2.0 KiB");
  EXPECT_EQ(FormatSignedBytes(-2048), "-2.0 KiB");
  EXPECT_EQ(FormatSignedBytes(0), "0 B");
}

TEST(FormatCountTest, SeparatesThousands) {
  EXPECT_EQ(FormatCount(0), "0");
  EXPECT_EQ(FormatCount(999), "999");
  EXPECT_EQ(FormatCount(1000), "1,000");
  EXPECT_EQ(FormatCount(1204112), "1,204,112");
  EXPECT_EQ(FormatCount(-1000), "-1,000");
  EXPECT_EQ(FormatCount(-100), "-100");
}

TEST(FormatDurationTest, ShowsTwoUnitsAtMost) {
  EXPECT_EQ(FormatDuration(0.64), "640 ms");
  EXPECT_EQ(FormatDuration(42), "42 s");
  EXPECT_EQ(FormatDuration(60), "1 min");
  EXPECT_EQ(FormatDuration(200), "3 min 20 s");
  EXPECT_EQ(FormatDuration(7500), "2 h 5 min");
  EXPECT_EQ(FormatDuration(3 * 86400 + 4 * 3600 + 59), "3 d 4 h");
}

TEST(FormatPercentTest, HasADecimalBelowTen) {
  EXPECT_EQ(FormatPercent(0), "0 %");
  EXPECT_EQ(FormatPercent(0.042), "4.2 %");
  EXPECT_EQ(FormatPercent(0.923), "92 %");
  EXPECT_EQ(FormatPercent(1), "100 %");
  EXPECT_EQ(FormatPercent(-0.5), "-50 %");
}

}  // namespace
}  // namespace leaktrace::report
