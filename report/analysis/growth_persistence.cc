// Multinomial likelihoods of the births per epoch under a few shapes. Shapes
// are differences of a cumulative curve over the epochs, so that epochs of any
// width are treated alike.
#include "report/analysis/growth_persistence.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <numeric>

namespace leaktrace::report {
namespace {

// Time constants of filling caches, as a share of the accumulation. The longest
// is a fill that is still going on at a fifth of its first rate.
constexpr std::array kFillConstants = {.03, .055, .1, .19, .33, .6};
// Those short enough to be called a start-up.
constexpr std::array kTransientConstants = {.03, .055, .1, .17};
// Head starts of logarithmic fills; the age of the oldest survivor is another.
constexpr std::array kLogarithmicStarts = {.003, .01, .03, .08, .2};
constexpr int kMixtureRounds = 12;
constexpr double kTransientCost = 1;
// Epochs of plain Poisson noise that the estimate of the noise starts from.
constexpr double kPriorEpochs = 3;

}  // namespace

GrowthPersistence::GrowthPersistence(const CohortMatrix& matrix,
                                     const GrowthSurvivors& survivors) {
  // The first epoch was chosen for being full: it would bias the shape.
  const int begin = survivors.first + 1;
  const int end = survivors.end;
  const std::vector<double>& edges = matrix.axis_edges();
  if (end - begin < 2 || edges[end] <= edges[begin]) return;
  const std::vector<double> counts = matrix.DenseCounts(matrix.size() - 1);
  counts_.assign(counts.begin() + begin, counts.begin() + end);
  total_ = std::accumulate(counts_.begin(), counts_.end(), 0.0);
  const double origin = edges[survivors.first];
  const double length = edges[end] - origin;
  const auto oldest =
      static_cast<size_t>(std::find_if(counts.begin(), counts.end(),
                                       [](double count) { return count > 0; }) -
                          counts.begin());
  age_at_start_ = (origin - edges[oldest]) / length;
  for (int k = begin; k <= end; ++k) {
    edges_.push_back((edges[k] - origin) / length);
  }
  if (total_ <= 0) counts_.clear();
}

double GrowthPersistence::GoesOn() const {
  if (counts_.empty()) return 0;
  return (LastingLikelihood() - EndingLikelihood()) / Overdispersion();
}

double GrowthPersistence::GoesOnAfterTransient() const {
  if (counts_.empty()) return 0;
  const Shape steady = Steady();
  double best = LastingLikelihood();
  for (const double constant : kTransientConstants) {
    best = std::max(best, MixtureLikelihood(steady, Exponential(constant)) -
                              kTransientCost);
  }
  return (best - EndingLikelihood()) / Overdispersion();
}

template <typename Cumulative>
GrowthPersistence::Shape GrowthPersistence::ShapeOf(
    const Cumulative& cumulative) const {
  Shape shape(counts_.size());
  const double start = cumulative(edges_.front());
  double before = start;
  for (size_t i = 0; i < shape.size(); ++i) {
    const double after = cumulative(edges_[i + 1]);
    shape[i] = after - before;
    before = after;
  }
  const double total = before - start;
  for (double& share : shape) share /= total;
  return shape;
}

GrowthPersistence::Shape GrowthPersistence::Steady() const {
  return ShapeOf([](double x) { return x; });
}

GrowthPersistence::Shape GrowthPersistence::Exponential(
    double time_constant) const {
  return ShapeOf([=](double x) { return -std::exp(-x / time_constant); });
}

double GrowthPersistence::LogLikelihood(const Shape& shape) const {
  double sum = 0;
  for (size_t i = 0; i < shape.size(); ++i) {
    if (counts_[i] > 0) sum += counts_[i] * std::log(std::max(shape[i], 1e-12));
  }
  return sum;
}

// The best share of a steady rate beside `transient`, by EM.
double GrowthPersistence::MixtureLikelihood(const Shape& steady,
                                            const Shape& transient) const {
  double share = .5;
  for (int round = 0; round < kMixtureRounds; ++round) {
    double expected = 0;
    for (size_t i = 0; i < steady.size(); ++i) {
      if (counts_[i] <= 0) continue;
      const double part = share * steady[i];
      expected += counts_[i] * part /
                  std::max(part + (1 - share) * transient[i], 1e-300);
    }
    share = expected / total_;
  }
  Shape mixed(steady.size());
  for (size_t i = 0; i < steady.size(); ++i) {
    mixed[i] = share * steady[i] + (1 - share) * transient[i];
  }
  return LogLikelihood(mixed);
}

double GrowthPersistence::LastingLikelihood() const {
  const Shape accelerating = ShapeOf([](double x) { return x * x; });
  return std::max(LogLikelihood(Steady()), LogLikelihood(accelerating));
}

double GrowthPersistence::EndingLikelihood() const {
  const auto logarithmic = [&](double start) {
    return LogLikelihood(
        ShapeOf([=](double x) { return std::log(x + start); }));
  };
  double best = logarithmic(std::max(age_at_start_, kLogarithmicStarts[0]));
  for (const double start : kLogarithmicStarts) {
    best = std::max(best, logarithmic(start));
  }
  for (const double constant : kFillConstants) {
    best = std::max(best, LogLikelihood(Exponential(constant)));
  }
  return best;
}

// Variance over mean of neighbouring epochs, so that a trend is no noise; the
// rate, not the count, so that a longer epoch is none either.
double GrowthPersistence::Overdispersion() const {
  const double rate = total_ / (edges_.back() - edges_.front());
  const size_t pairs = counts_.size() - 1;
  double sum = 0;
  for (size_t i = 0; i < pairs; ++i) {
    const double width = edges_[i + 1] - edges_[i];
    const double next = edges_[i + 2] - edges_[i + 1];
    if (width <= 0 || next <= 0) continue;
    const double step = counts_[i] / width - counts_[i + 1] / next;
    sum += step * step / (rate * (1 / width + 1 / next));
  }
  const auto epochs = static_cast<double>(pairs);
  return (kPriorEpochs + std::max(sum, epochs)) / (kPriorEpochs + epochs);
}

}  // namespace leaktrace::report
