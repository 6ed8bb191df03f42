// Sampling arithmetic; see the header for the model.
#include "report/analysis/growth_sampling.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <span>
#include <utility>

namespace leaktrace::report {
namespace {

double Polynomial(std::span<const double> coefficients, double x) {
  double value = 0;
  for (const double c : coefficients) value = value * x + c;
  return value;
}

// Acklam's rational approximation, relative error below 1.2e-9.
constexpr std::array kCentreTop = {
    -3.969683028665376e+01, 2.209460984245205e+02,  -2.759285104469687e+02,
    1.383577518672690e+02,  -3.066479806614716e+01, 2.506628277459239e+00};
constexpr std::array kCentreBottom = {
    -5.447609879822406e+01, 1.615858368580409e+02,  -1.556989798598866e+02,
    6.680131188771972e+01,  -1.328068155288572e+01, 1.0};
constexpr std::array kTailTop = {-7.784894002430293e-03, -3.223964580411365e-01,
                                 -2.400758277161838e+00, -2.549732539343734e+00,
                                 4.374664141464968e+00,  2.938163982698783e+00};
constexpr std::array kTailBottom = {
    7.784695709041462e-03, 3.224671290700398e-01, 2.445134137142996e+00,
    3.754408661907416e+00, 1.0};
constexpr double kTail = .02425;

}  // namespace

double SizeOfWeight(double weight_bytes, double interval_bytes) {
  if (interval_bytes <= 1) return weight_bytes;
  const double y = std::max(weight_bytes / interval_bytes, 1.0);
  double x = y < 1.5 ? 2 * (y - 1) : y;
  for (int i = 0; i < 30; ++i) {  // Newton on x / (1 - exp(-x)) = y
    double f = 1 + x / 2 - y;
    double slope = .5;
    if (x >= 1e-6) {
      const double d = -std::expm1(-x);
      f = x / d - y;
      slope = (d - x * std::exp(-x)) / (d * d);
    }
    const double next = std::max(x - f / slope, 0.0);
    if (std::abs(next - x) <= 1e-13 * x) break;
    x = next;
  }
  return x * interval_bytes;
}

double SamplingVariance(double count, double bytes, double interval_bytes) {
  if (count <= 0 || interval_bytes <= 1) return 0;
  const double g = bytes / count;
  return count * g * std::max(g - SizeOfWeight(g, interval_bytes), 0.0);
}

double SamplesAtInterval(double count, double bytes, double interval_bytes,
                         double coarser_bytes) {
  if (count <= 0 || coarser_bytes <= interval_bytes) return count;
  const double size = SizeOfWeight(bytes / count, interval_bytes);
  if (size <= 0) return count * interval_bytes / coarser_bytes;
  const double probability = -std::expm1(-size / coarser_bytes);
  return std::min(count, bytes / size * probability);
}

double SquaredNorm(double count, double bytes) {
  return count > 0 ? bytes * bytes / count : 0;
}

double NormalQuantile(double probability) {
  if (probability > .5) return -NormalQuantile(1 - probability);
  if (probability < kTail) {
    const double q = std::sqrt(-2 * std::log(probability));
    return Polynomial(kTailTop, q) / Polynomial(kTailBottom, q);
  }
  const double q = probability - .5;
  return Polynomial(kCentreTop, q * q) * q / Polynomial(kCentreBottom, q * q);
}

double GammaQuantile(double shape, double probability) {
  if (shape <= 0) return 0;
  const double z = NormalQuantile(probability);
  const double v = 1 - 1 / (9 * shape) + z / (3 * std::sqrt(shape));
  return shape * std::pow(std::max(v, 0.0), 3);
}

GrowthRate RateInterval(double rate, double events) {
  if (events <= 0) return {rate, 0, std::numeric_limits<double>::infinity()};
  return {rate, rate * GammaQuantile(events, .025) / events,
          rate * GammaQuantile(events + 1, .975) / events};
}

double Quantile(std::vector<double> values, double probability) {
  std::sort(values.begin(), values.end());
  const double position = static_cast<double>(values.size() - 1) * probability;
  const auto i = static_cast<size_t>(position);
  const size_t next = std::min(i + 1, values.size() - 1);
  return values[i] +
         (position - static_cast<double>(i)) * (values[next] - values[i]);
}

double Median(std::vector<double> values) {
  return Quantile(std::move(values), .5);
}

}  // namespace leaktrace::report
