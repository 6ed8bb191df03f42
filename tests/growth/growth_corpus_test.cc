// The growth verdicts on labelled series must be at least as good as those of
// the reference method. With the project's shared corpus beside the sources,
// its figures are the floor; otherwise a small simulated corpus
// (simulate.py 3 40 14 corpus 12) stands in for it.
#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <limits>
#include <memory>
#include <string>

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

// What the command says on its standard output, which is shown as well.
std::string OutputOf(const std::string& command) {
  const std::unique_ptr<FILE, int (*)(FILE*)> pipe(popen(command.c_str(), "r"),
                                                   pclose);
  std::string output;
  std::array<char, 4096> buffer{};
  while (pipe != nullptr &&
         std::fgets(buffer.data(), buffer.size(), pipe.get()) != nullptr) {
    output += buffer.data();
  }
  std::cout << output;
  return output;
}

// The number behind `words`, of which the table has one.
double FigureAfter(const std::string& table, const std::string& words) {
  const size_t at = table.find(words);
  EXPECT_NE(at, std::string::npos) << "no '" << words << "' in the table";
  return at == std::string::npos
             ? std::numeric_limits<double>::quiet_NaN()
             : std::strtod(table.c_str() + at + words.size(), nullptr);
}

// The scorer knows what our own count does not: classes, and how soon. The
// bounds are the figures of the reference.
void ExpectReferenceOrBetter(const std::string& table) {
  EXPECT_GE(FigureAfter(table, "class in accepted set: all "), .952);
  EXPECT_GE(FigureAfter(table, ", non-leaks "), .983);
  EXPECT_GE(FigureAfter(table, "precision "), .93);
  const size_t sure = table.find("confidence>=0.8");
  ASSERT_NE(sure, std::string::npos);
  EXPECT_GE(FigureAfter(table.substr(sure), "precision "), .98);
  EXPECT_LE(FigureAfter(table, "leaks): median "), 8);
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
  ExpectReferenceOrBetter(OutputOf(command));
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
