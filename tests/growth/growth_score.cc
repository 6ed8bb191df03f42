// Counting verdicts against the truth. An owner that was never sampled has no
// series and counts as not growing.
#include "tests/growth/growth_score.h"

#include <vector>

#include "report/analysis/growth_analysis.h"
#include "tests/growth/growth_corpus_reader.h"

namespace leaktrace::report {
namespace {

struct Judged {
  GrowthTruth truth;
  GrowthVerdict verdict;
  bool ever_growing = false;
};

std::vector<Judged> JudgeAll(const std::filesystem::path& directory) {
  std::vector<Judged> all;
  for (const auto& file : GrowthCaseFiles(directory)) {
    const GrowthCase labelled = ReadGrowthCase(file);
    for (const auto& [name, truth] : labelled.truth) {
      if (truth.ambiguous) continue;
      Judged judged{truth, {}, false};
      const auto series = labelled.owners.find(name);
      if (series != labelled.owners.end()) {
        judged.verdict = AnalyzeGrowth(series->second);
        judged.ever_growing = GrowthDetectedAt(series->second).has_value();
      }
      all.push_back(judged);
    }
  }
  return all;
}

GrowthAlarms Alarms(const std::vector<Judged>& all, const GrowthScore& total,
                    double confidence) {
  GrowthAlarms alarms;
  for (const Judged& judged : all) {
    if (judged.verdict.kind != GrowthKind::kGrowing ||
        judged.verdict.confidence < confidence) {
      continue;
    }
    if (!judged.truth.leaks) alarms.false_per_1000 += 1000.0 / total.benign;
    if (judged.truth.leaks) alarms.recall += 1.0 / total.leaks;
    if (judged.truth.detectable) {
      alarms.detectable_recall += 1.0 / total.detectable;
    }
  }
  return alarms;
}

void ScoreSlopes(const std::vector<Judged>& all, GrowthScore& score) {
  int measured = 0;
  int within = 0;
  int covered = 0;
  for (const Judged& judged : all) {
    if (!judged.truth.leaks || !judged.truth.bytes_per_s ||
        *judged.truth.bytes_per_s <= 0 || !judged.verdict.per_second) {
      continue;
    }
    const double truth = *judged.truth.bytes_per_s;
    const GrowthRate& rate = *judged.verdict.per_second;
    ++measured;
    if (rate.value <= 1.5 * truth && rate.value >= truth / 1.5) ++within;
    if (rate.low <= truth && truth <= rate.high) ++covered;
  }
  if (measured == 0) return;
  score.slope_within_half = static_cast<double>(within) / measured;
  score.slope_covered = static_cast<double>(covered) / measured;
}

}  // namespace

GrowthScore ScoreGrowth(const std::filesystem::path& directory) {
  const std::vector<Judged> all = JudgeAll(directory);
  GrowthScore score;
  for (const Judged& judged : all) {
    ++(judged.truth.leaks ? score.leaks : score.benign);
    if (judged.truth.detectable) ++score.detectable;
    if (judged.ever_growing) {
      ++(judged.truth.leaks ? score.leaks_ever_growing
                            : score.benign_ever_growing);
    }
  }
  score.any = Alarms(all, score, .5);
  score.high = Alarms(all, score, .8);
  score.sure = Alarms(all, score, .9);
  ScoreSlopes(all, score);
  return score;
}

}  // namespace leaktrace::report
