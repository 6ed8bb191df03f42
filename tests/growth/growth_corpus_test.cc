// The growth verdicts on labelled series must be at least as good as those of
// the reference method. With the project's shared corpus beside the sources,
// its figures are the floor; otherwise a small simulated corpus
// (simulate.py 3 40 14 corpus 12) stands in for it.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>

#include "tests/growth/growth_score.h"
#include "tests/growth/growth_verdicts_json.h"

namespace leaktrace::report {
namespace {

namespace fs = std::filesystem;

const fs::path kShared = LEAKTRACE_GROWTH_CORPUS;
const fs::path kOwn = LEAKTRACE_GROWTH_OWN_CORPUS;

void Print(const char* name, const GrowthAlarms& alarms) {
  std::cout << name << ": recall " << alarms.recall << ", of detectable "
            << alarms.detectable_recall << ", false alarms per 1000 "
            << alarms.false_per_1000 << "\n";
}

void Print(const GrowthScore& score) {
  std::cout << score.leaks << " leaks, " << score.detectable << " detectable, "
            << score.benign << " benign owners\n";
  Print("confidence >= 0.5", score.any);
  Print("confidence >= 0.8", score.high);
  Print("confidence >= 0.9", score.sure);
  std::cout << "slope within x1.5 " << score.slope_within_half
            << ", interval covers " << score.slope_covered
            << "\never growing: leaks " << score.leaks_ever_growing
            << ", benign " << score.benign_ever_growing << "\n";
}

TEST(GrowthCorpusTest, SharedCorpusIsJudgedAsWellAsByTheReference) {
  if (!fs::exists(kShared / "public")) GTEST_SKIP() << "no " << kShared;
  const GrowthScore score = ScoreGrowth(kShared / "public");
  Print(score);
  EXPECT_GE(score.any.recall, .704);
  EXPECT_GE(score.any.detectable_recall, .90);
  EXPECT_LE(score.any.false_per_1000, 5);
  EXPECT_GE(score.high.recall, .513);
  EXPECT_GE(score.high.detectable_recall, .681);
  EXPECT_LE(score.high.false_per_1000, 1.51);
  EXPECT_GE(score.sure.recall, .426);
  EXPECT_GE(score.sure.detectable_recall, .70);
  EXPECT_LE(score.sure.false_per_1000, 1);
  EXPECT_GE(score.slope_within_half, .877);
  EXPECT_GE(score.slope_covered, .93);
  EXPECT_LE(score.slope_covered, .97);
  EXPECT_GE(score.leaks_ever_growing, 78);
  EXPECT_LE(score.benign_ever_growing, 45);
}

TEST(GrowthCorpusTest, ScorerOfTheSharedCorpusReadsOurVerdicts) {
  const fs::path scorer = kShared / "score.py";
  if (!fs::exists(scorer) || std::system("python3 --version") != 0) {
    GTEST_SKIP() << "no scorer";
  }
  const fs::path verdicts = fs::path(testing::TempDir()) / "verdicts.json";
  {
    std::ofstream out(verdicts);
    WriteGrowthVerdicts(kShared / "public", out);
  }
  const std::string command = "python3 '" + scorer.string() + "' '" +
                              (kShared / "public").string() + "' '" +
                              verdicts.string() + "'";
  std::cout.flush();
  EXPECT_EQ(std::system(command.c_str()), 0);
}

TEST(GrowthCorpusTest, OwnCorpusIsJudgedBetterThanByTheReference) {
  const GrowthScore score = ScoreGrowth(kOwn);
  Print(score);
  ASSERT_GE(score.leaks, 30);
  ASSERT_GE(score.benign, 140);
  EXPECT_GE(score.any.recall, .77);  // the reference: .72
  EXPECT_LE(score.any.false_per_1000, 20.7);
  EXPECT_GE(score.sure.recall, .68);  // the reference: .47
  EXPECT_GE(score.slope_covered, .90);
  EXPECT_LE(score.benign_ever_growing, 5);
}

}  // namespace
}  // namespace leaktrace::report
