#include "report/render/sparkline.h"

#include "gtest/gtest.h"

namespace leaktrace::report {
namespace {

TEST(Sparkline, RisesFromZeroToTheLargest) {
  EXPECT_EQ(Sparkline({0, 10, 20, 30, 40, 50, 60, 70}, 8), "▁▂▃▄▅▆▇█");
}

TEST(Sparkline, KeepsThePeakOfEveryPiece) {
  EXPECT_EQ(Sparkline({0, 70, 0, 0}, 2), "█▁");
}

TEST(Sparkline, NothingIsNothing) {
  EXPECT_EQ(Sparkline({}, 8), "");
  EXPECT_EQ(Sparkline({0, 0}, 8), "▁▁");
}

}  // namespace
}  // namespace leaktrace::report
