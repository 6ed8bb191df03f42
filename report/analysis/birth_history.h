// Births per epoch of what is alive, over a span of epochs, and how likely they
// are under a few histories: log likelihoods of their distribution over the
// span. Times are scaled so that the span from the origin to the end is 1.
#ifndef LEAKTRACE_REPORT_ANALYSIS_BIRTH_HISTORY_H_
#define LEAKTRACE_REPORT_ANALYSIS_BIRTH_HISTORY_H_

#include <span>
#include <vector>

namespace leaktrace::report {

class BirthHistory {
 public:
  // Epochs [begin, end) of `counts`; epoch k lies between edges[k] and
  // edges[k + 1]. `origin` is the epoch at whose start a fill would have begun.
  BirthHistory(std::span<const double> counts, std::span<const double> edges,
               int origin, int begin, int end);

  double total() const { return total_; }
  bool empty() const { return total_ <= 0; }

  // At a steady or a linearly rising rate.
  double LastingLikelihood() const;
  // At a steady rate on top of a start-up that dies away.
  double TransientLikelihood() const;
  // Saturating or logarithmic, at the best of some time constants;
  // `head_start` is one more age at which a logarithmic fill was met.
  double EndingLikelihood(double head_start) const;

  // Variance over mean of the births, at least 1, by neighbouring epochs, so
  // that a trend is no noise; by rates, so that a longer epoch is none either.
  double Overdispersion() const;

 private:
  using Shape = std::vector<double>;  // share of the births per epoch

  template <typename Cumulative>
  Shape ShapeOf(const Cumulative& cumulative) const;
  Shape Steady() const;
  Shape Exponential(double time_constant) const;
  double LogLikelihood(const Shape& shape) const;
  double MixtureLikelihood(const Shape& steady, const Shape& transient) const;

  std::vector<double> counts_;
  std::vector<double> edges_;
  double total_ = 0;  // 0: nothing to judge
};

}  // namespace leaktrace::report

#endif  // LEAKTRACE_REPORT_ANALYSIS_BIRTH_HISTORY_H_
