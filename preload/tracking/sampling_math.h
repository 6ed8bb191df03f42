// Logarithm and exponential without libm: the shim needs libc only.
//
// Contract: relative error below 1e-12 (LogOfUnit, on (0, 1]) and 1e-14
// (OneMinusExp, on [0, inf)); see sampling_math_test.cc, which compares with
// libm. Pure arithmetic: no tables, no state.
#ifndef LEAKTRACE_PRELOAD_TRACKING_SAMPLING_MATH_H_
#define LEAKTRACE_PRELOAD_TRACKING_SAMPLING_MATH_H_

#include <bit>
#include <cstdint>

namespace leaktrace {

inline constexpr double kLn2 = 0.693147180559945309417;

// ln(x) for 0 < x <= 1: x = m 2^e with m in [sqrt(1/2), sqrt(2)), and
// ln(m) = 2 atanh((m - 1) / (m + 1)) by its series, |argument| < 0.172.
constexpr double LogOfUnit(double x) {
  const uint64_t bits = std::bit_cast<uint64_t>(x);
  int exponent = static_cast<int>(bits >> 52) - 1022;
  double mantissa = std::bit_cast<double>((bits & ((1ull << 52) - 1)) |
                                          (1022ull << 52));  // [1/2, 1)
  if (mantissa < 0.70710678118654752) {
    mantissa *= 2;
    --exponent;
  }
  const double t = (mantissa - 1) / (mantissa + 1);
  const double t2 = t * t;
  double series = 0;
  for (int k = 17; k >= 1; k -= 2) series = series * t2 + 1.0 / k;
  return 2 * t * series + exponent * kLn2;
}

// 1 - exp(-x) for x >= 0, accurate for tiny x too: Taylor on x / 2^n, then
// doubled n times by 1 - e^-2y = f (2 - f) with f = 1 - e^-y.
constexpr double OneMinusExp(double x) {
  if (x > 40) return 1;
  int doublings = 0;
  for (; x > 0.25; x /= 2) ++doublings;
  double term = x;
  double sum = x;
  for (int k = 2; k <= 13; ++k) {
    term *= -x / k;
    sum += term;
  }
  for (; doublings > 0; --doublings) sum *= 2 - sum;
  return sum;
}

}  // namespace leaktrace

#endif  // LEAKTRACE_PRELOAD_TRACKING_SAMPLING_MATH_H_
