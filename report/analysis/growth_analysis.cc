// The order of the tests and the confidence of each answer.
#include "report/analysis/growth_analysis.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "report/analysis/cohort_matrix.h"
#include "report/analysis/growth_accumulation.h"
#include "report/analysis/growth_creep.h"
#include "report/analysis/growth_difference.h"
#include "report/analysis/growth_pace.h"
#include "report/analysis/growth_shapes.h"
#include "report/analysis/growth_slope.h"
#include "report/analysis/growth_survivors.h"

namespace leaktrace::report {
namespace {

constexpr double kMinConfidence = .5;
constexpr double kMatureConfidence = .8;
constexpr double kShapeConfidence = .7;
constexpr double kCreepConfidence = .8;
constexpr double kSettlingConfidence = .6;
constexpr double kPlateauConfidence = .8;
constexpr double kTooSmallConfidence = .5;
constexpr double kTooFewSamples = 3;
constexpr double kStepEpochs = 2.5;
constexpr double kBurstyOverdispersion = 10;
constexpr double kFasterRatio = 1.5;
constexpr double kFasterZ = 1.64;
// Sampled survivors at which four of five leaks are recognised.
constexpr double kDetectableSamples = 20;

GrowthEvidence Describe(const CohortMatrix& matrix,
                        const GrowthAccumulation& found) {
  const GrowthSurvivors& survivors = found.survivors;
  const GrowthPace& pace = found.pace;
  GrowthEvidence evidence;
  evidence.rows = matrix.size();
  evidence.maturity_epochs = survivors.maturity;
  evidence.mature_survivors = survivors.mature_count;
  evidence.mature_bytes = survivors.bytes;
  evidence.mature_epochs = survivors.end - survivors.first;
  evidence.surviving_epochs = survivors.surviving_epochs;
  evidence.effective_epochs = survivors.effective_epochs;
  evidence.hazard = survivors.hazard;
  evidence.net_fraction = survivors.net_fraction;
  evidence.replaced = survivors.replaced;
  evidence.overdispersion = pace.overdispersion;
  evidence.pace_z = pace.z;
  if (pace.log_ratio) evidence.pace_ratio = std::exp(*pace.log_ratio);
  evidence.persistence = found.persistence;
  evidence.evidence = found.confidence();
  return evidence;
}

void CallGrowing(const CohortMatrix& matrix, const GrowthAccumulation& found,
                 GrowthVerdict& verdict) {
  const GrowthPace& pace = found.pace;
  const GrowthSlope slope = MeasureSlope(matrix, found.survivors, pace);
  verdict.evidence = Describe(matrix, found);
  verdict.kind = GrowthKind::kGrowing;
  verdict.confidence = verdict.evidence.evidence;
  verdict.per_second = slope.per_second;
  verdict.per_work = slope.per_work;
  verdict.bursty = pace.overdispersion > kBurstyOverdispersion;
  verdict.young = verdict.confidence < kMatureConfidence;
  verdict.accelerating = pace.log_ratio &&
                         *pace.log_ratio > std::log(kFasterRatio) &&
                         *pace.log_ratio - std::log(kFasterRatio) >
                             kFasterZ * pace.log_ratio_stddev;
}

void CallGrowing(const GrowthSlope& slope, GrowthVerdict& verdict) {
  verdict.kind = GrowthKind::kGrowing;
  verdict.confidence = kCreepConfidence;
  verdict.per_second = slope.per_second;
  verdict.per_work = slope.per_work;
}

// What comes and goes grows too: a high-water mark that still rises as fast as
// ever, a queue from which less is taken than is put in.
void CallCreeping(const CohortMatrix& matrix, bool is_level,
                  GrowthVerdict& verdict) {
  if (verdict.kind == GrowthKind::kHighwater) {
    if (const auto creep = FindCreep(matrix)) {
      CallGrowing(*creep, verdict);
      verdict.pool = true;
    }
  } else if (is_level) {
    if (const auto backlog = FindBacklog(matrix)) {
      CallGrowing(*backlog, verdict);
      verdict.backlog = true;
    } else {
      verdict.follows_load = FollowsLoad(matrix);
    }
  }
}

struct Shape {
  GrowthKind kind;
  double confidence;
  bool is_level = false;  // of what comes and goes: nothing piled up
};

// Everything but growing, in the order of section 5.
Shape OtherShape(const CohortMatrix& matrix, const GrowthSurvivors& survivors,
                 double evidence) {
  if (IsHighwater(matrix)) return {GrowthKind::kHighwater, kShapeConfidence};
  const std::vector<double>& counts = matrix.counts();
  if (*std::max_element(counts.begin(), counts.end()) < kTooFewSamples) {
    return {GrowthKind::kPlateau, kTooSmallConfidence};
  }
  if (survivors.accumulated(matrix.bytes().back())) {
    if (survivors.effective_epochs < kStepEpochs) {
      return {GrowthKind::kStep, kShapeConfidence};
    }
    return {GrowthKind::kWarmup, 1 - evidence};
  }
  if (IsSawtooth(matrix))
    return {GrowthKind::kSawtooth, kShapeConfidence, true};
  if (IsSettling(matrix))
    return {GrowthKind::kWarmup, kSettlingConfidence, true};
  return {GrowthKind::kPlateau, kPlateauConfidence, true};
}

// The rate at which the mature part of the run would hold enough samples.
double DetectableRate(const CohortMatrix& matrix,
                      const GrowthSurvivors& survivors) {
  const std::vector<double>& time = matrix.time_edges();
  const double seconds = time[survivors.end] - time[survivors.burn_in];
  if (seconds <= 0) return std::numeric_limits<double>::infinity();
  const double objects = matrix.live_objects().back();
  const double size = objects > 0 ? matrix.bytes().back() / objects : 0;
  return kDetectableSamples * std::max(matrix.interval_bytes(), size) / seconds;
}

}  // namespace

GrowthVerdict AnalyzeGrowth(const OwnerSeries& series) {
  return AnalyzeGrowth(series, static_cast<int>(series.rows.size()));
}

GrowthVerdict AnalyzeGrowth(const OwnerSeries& series, int row_count) {
  GrowthVerdict verdict;
  const CohortMatrix matrix(series, row_count);
  verdict.evidence.rows = matrix.size();
  verdict.detectable_bytes_per_s = std::numeric_limits<double>::infinity();
  if (matrix.size() < kMinGrowthSnapshots) {
    if (matrix.size() > 1) {
      verdict.difference = DifferenceOfRows(matrix, 0, matrix.size() - 1);
    }
    return verdict;
  }
  const std::optional<GrowthAccumulations> found = FindAccumulation(matrix);
  if (!found) return verdict;
  verdict.detectable_bytes_per_s =
      DetectableRate(matrix, found->whole.survivors);
  if (found->growing && found->growing->confidence() >= kMinConfidence) {
    CallGrowing(matrix, *found->growing, verdict);
    return verdict;
  }
  verdict.evidence = Describe(matrix, found->whole);
  const Shape shape =
      OtherShape(matrix, found->whole.survivors, verdict.evidence.evidence);
  verdict.kind = shape.kind;
  verdict.confidence = shape.confidence;
  CallCreeping(matrix, shape.is_level, verdict);
  return verdict;
}

std::optional<int> GrowthDetectedAt(const OwnerSeries& series) {
  const int rows = static_cast<int>(series.rows.size());
  bool before = false;
  for (int look = kMinGrowthSnapshots; look <= rows;) {
    const bool growing =
        AnalyzeGrowth(series, look).kind == GrowthKind::kGrowing;
    if (growing && before) return look;
    before = growing;
    if (look == rows) break;
    look = std::min(rows, look + std::max(1, look / 8));
  }
  return std::nullopt;
}

}  // namespace leaktrace::report
