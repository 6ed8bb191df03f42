// Shapes are differences of a cumulative curve over the epochs, so that epochs
// of any width are treated alike.
#include "report/analysis/birth_history.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>

namespace leaktrace::report {
namespace {

// Time constants of filling caches. The longest is a fill that is still going
// on at a fifth of its first rate.
constexpr std::array kFillConstants = {.03, .055, .1,  .14, .19,
                                       .25, .33,  .45, .6};
// Those short enough to be called a start-up.
constexpr std::array kTransientConstants = {.03, .055, .1, .17};
// Ages of logarithmic fills when they were met.
constexpr std::array kLogarithmicStarts = {.0005, .0015, .004, .01,
                                           .02,   .04,   .08,  .2};
constexpr int kMixtureRounds = 12;
// Epochs of plain Poisson noise that the estimate of the noise starts from.
constexpr double kPriorEpochs = 3;

}  // namespace

BirthHistory::BirthHistory(std::span<const double> counts,
                           std::span<const double> edges, int origin, int begin,
                           int end) {
  if (end - begin < 2 || edges[end] <= edges[begin]) return;
  counts_.assign(counts.begin() + begin, counts.begin() + end);
  const double length = edges[end] - edges[origin];
  for (int k = begin; k <= end; ++k) {
    edges_.push_back((edges[k] - edges[origin]) / length);
  }
  for (const double count : counts_) total_ += count;
}

double BirthHistory::LastingLikelihood() const {
  const Shape rising = ShapeOf([](double x) { return x * x; });
  return std::max(LogLikelihood(Steady()), LogLikelihood(rising));
}

double BirthHistory::TransientLikelihood() const {
  const Shape steady = Steady();
  double best = LogLikelihood(steady);
  for (const double constant : kTransientConstants) {
    best = std::max(best, MixtureLikelihood(steady, Exponential(constant)));
  }
  return best;
}

double BirthHistory::EndingLikelihood(double head_start) const {
  const auto logarithmic = [&](double start) {
    return LogLikelihood(
        ShapeOf([=](double x) { return std::log(x + start); }));
  };
  double best = logarithmic(std::max(head_start, kLogarithmicStarts[0]));
  for (const double start : kLogarithmicStarts) {
    best = std::max(best, logarithmic(start));
  }
  for (const double constant : kFillConstants) {
    best = std::max(best, LogLikelihood(Exponential(constant)));
  }
  return best;
}

double BirthHistory::Overdispersion() const {
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

template <typename Cumulative>
BirthHistory::Shape BirthHistory::ShapeOf(const Cumulative& cumulative) const {
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

BirthHistory::Shape BirthHistory::Steady() const {
  return ShapeOf([](double x) { return x; });
}

BirthHistory::Shape BirthHistory::Exponential(double time_constant) const {
  return ShapeOf([=](double x) { return -std::exp(-x / time_constant); });
}

double BirthHistory::LogLikelihood(const Shape& shape) const {
  double sum = 0;
  for (size_t i = 0; i < shape.size(); ++i) {
    if (counts_[i] > 0) sum += counts_[i] * std::log(std::max(shape[i], 1e-12));
  }
  return sum;
}

// The best share of a steady rate beside `transient`, by EM.
double BirthHistory::MixtureLikelihood(const Shape& steady,
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

}  // namespace leaktrace::report
