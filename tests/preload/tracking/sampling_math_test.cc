#include "preload/tracking/sampling_math.h"

#include <cmath>

#include "gtest/gtest.h"

namespace leaktrace {
namespace {

TEST(SamplingMathTest, LogAgreesWithLibm) {
  for (double x = 1e-16; x <= 1; x *= 1.0007) {
    EXPECT_NEAR(LogOfUnit(x), std::log(x), 1e-12 * (1 + std::fabs(std::log(x))))
        << x;
  }
  EXPECT_EQ(LogOfUnit(1.0), 0.0);
}

TEST(SamplingMathTest, OneMinusExpAgreesWithLibm) {
  for (double x = 1e-9; x < 60; x *= 1.0007) {
    const double expected = -std::expm1(-x);
    EXPECT_NEAR(OneMinusExp(x), expected, 1e-13 * expected) << x;
  }
  EXPECT_EQ(OneMinusExp(0), 0.0);
}

}  // namespace
}  // namespace leaktrace
