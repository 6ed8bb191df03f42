// The arithmetic of sampled byte counts and the few quantiles the growth
// analysis needs. An object of s bytes is sampled with probability
// 1 - exp(-s / interval), one sample stands for g = s / p bytes (GROWTH.md,
// section 2). Pure functions.
#ifndef LEAKTRACE_REPORT_ANALYSIS_GROWTH_SAMPLING_H_
#define LEAKTRACE_REPORT_ANALYSIS_GROWTH_SAMPLING_H_

#include <vector>

#include "report/analysis/growth_verdict.h"

namespace leaktrace::report {

// The object size whose sample stands for `weight_bytes`.
double SizeOfWeight(double weight_bytes, double interval_bytes);

// Sampling variance of an estimate of `bytes` from `count` equal samples:
// sum g (g - s).
double SamplingVariance(double count, double bytes, double interval_bytes);

// How many of `count` equal samples, taken at `interval_bytes`, would have been
// taken at a coarser interval.
double SamplesAtInterval(double count, double bytes, double interval_bytes,
                         double coarser_bytes);

// Sum of the squared weights of `count` equal samples.
double SquaredNorm(double count, double bytes);

// Quantile of the standard normal distribution (Acklam's approximation).
double NormalQuantile(double probability);

// Quantile of Gamma(shape, 1), Wilson-Hilferty.
double GammaQuantile(double shape, double probability);

// 95 % interval of a rate that was seen as `events` effective events.
GrowthRate RateInterval(double rate, double events);

// Linear interpolation between order statistics; `values` must not be empty.
double Quantile(std::vector<double> values, double probability);
double Median(std::vector<double> values);

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_ANALYSIS_GROWTH_SAMPLING_H_
