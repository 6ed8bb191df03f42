// The words of each verdict.
#include "report/analysis/growth_evidence_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <set>

#include "report/analysis/growth_analysis.h"
#include "tests/report/analysis/growth_series_builder.h"

namespace leaktrace::report {
namespace {

using ::testing::HasSubstr;
using ::testing::StrEq;

TEST(GrowthEvidenceTextTest, GrowingTellsSurvivorsAndRate) {
  const auto series =
      GrowthSeriesBuilder(40).AddEach(0, 40, kNeverDies, 5, 20000).Build();

  EXPECT_THAT(GrowthEvidenceText(AnalyzeGrowth(series)),
              StrEq("ever more objects: 34 of 34 birth intervals still have "
                    "survivors; rises 34 MiB/h (32 MiB to 37 MiB)"));
}

TEST(GrowthEvidenceTextTest, FlagsAreNamed) {
  GrowthVerdict verdict;
  verdict.kind = GrowthKind::kGrowing;
  verdict.per_second =
      GrowthRate{2e6, 1e6, std::numeric_limits<double>::infinity()};
  verdict.accelerating = verdict.bursty = verdict.young = true;
  const std::string text = GrowthEvidenceText(verdict);
  EXPECT_THAT(text, HasSubstr("114 MiB/min (57 MiB or more)"));
  EXPECT_THAT(text, HasSubstr("accelerating, in bursts, on little evidence"));
}

TEST(GrowthEvidenceTextTest, InsufficientTellsTheDifferenceAndItsError) {
  GrowthVerdict verdict;
  verdict.evidence.rows = 2;
  verdict.difference = GrowthDifference{-2048, 1024, 0, 2048};
  const std::string text = GrowthEvidenceText(verdict);
  EXPECT_THAT(text, HasSubstr("2 snapshots, at least 6 are needed"));
  EXPECT_THAT(text, HasSubstr("-2.0 KiB +- 2.0 KiB"));
}

TEST(GrowthEvidenceTextTest, WarmupTellsHowFarTheRateFell) {
  GrowthVerdict verdict;
  verdict.kind = GrowthKind::kWarmup;
  verdict.evidence.pace_ratio = .35;
  EXPECT_THAT(GrowthEvidenceText(verdict), HasSubstr("35 % of the early one"));
}

TEST(GrowthEvidenceTextTest, WarmupThatIsOverIsFilled) {
  const auto series = GrowthSeriesBuilder(40).AddEach(0, 40, 28, 700).Build();
  const GrowthVerdict verdict = AnalyzeGrowth(series);
  EXPECT_THAT(GrowthEvidenceText(verdict), HasSubstr("filled: "));
  EXPECT_THAT(GrowthNextStep(verdict), HasSubstr("nothing, if"));
}

TEST(GrowthEvidenceTextTest, EveryShapeHasItsOwnWordsAndNextStep) {
  std::set<std::string> words;
  std::set<std::string_view> steps;
  for (const GrowthKind kind :
       {GrowthKind::kInsufficient, GrowthKind::kPlateau, GrowthKind::kGrowing,
        GrowthKind::kHighwater, GrowthKind::kStep, GrowthKind::kWarmup,
        GrowthKind::kSawtooth}) {
    GrowthVerdict verdict;
    verdict.kind = kind;
    words.insert(GrowthEvidenceText(verdict));
    steps.insert(GrowthNextStep(verdict));
  }
  EXPECT_EQ(words.size(), 7U);
  EXPECT_EQ(steps.size(), 7U);
  EXPECT_FALSE(words.contains(""));
}

TEST(GrowthEvidenceTextTest, FollowingTheLoadAndPoolsAreShapesToo) {
  GrowthVerdict verdict;
  verdict.kind = GrowthKind::kPlateau;
  verdict.follows_load = true;
  EXPECT_EQ(GrowthVerdictName(verdict), "follows-load");
  EXPECT_THAT(GrowthEvidenceText(verdict), HasSubstr("with the load"));
  EXPECT_THAT(std::string(GrowthNextStep(verdict)), HasSubstr("in flight"));
  verdict = {};
  verdict.kind = GrowthKind::kGrowing;
  EXPECT_THAT(GrowthEvidenceText(verdict), HasSubstr("ever more objects"));
  verdict.pool = true;
  EXPECT_THAT(GrowthEvidenceText(verdict), HasSubstr("each of them bigger"));
}

TEST(GrowthEvidenceTextTest, RatesChooseTheirPeriod) {
  EXPECT_EQ(FormatRate(3.0 * (1 << 20)), "180 MiB/min");
  EXPECT_EQ(FormatRate(4.1 * (1 << 20) / 60), "4.1 MiB/min");
  EXPECT_EQ(FormatRate(1.5 * (1 << 20) / 3600), "1.5 MiB/h");
  EXPECT_EQ(FormatRate(0), "0.0 B/day");
}

}  // namespace
}  // namespace leaktrace::report
