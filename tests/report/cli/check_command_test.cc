// The gate over series written here: outputs, exit statuses, hostile files.
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "nlohmann/json.hpp"
#include "tests/report/cli/judged_series.h"
#include "tests/report/cli/run_leaktrace.h"

namespace leaktrace::report {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

std::string ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

class CheckCommand : public testing::Test {
 protected:
  std::string File(const std::string& name, const std::string& text) {
    return scratch_.Write(name, text);
  }

  static CommandResult Check(const JudgedSeries& series,
                             std::vector<std::string> options = {}) {
    options.insert(options.begin(), {"check", series.path()});
    return RunLeaktrace(options);
  }

  TemporaryDirectory scratch_;
  JudgedSeries growing_{14};
  JudgedSeries quiet_{14, 0};
};

TEST_F(CheckCommand, FailsOnGrowth) {
  const CommandResult result = Check(growing_);
  EXPECT_EQ(result.exit_status, 1) << result.err;
  EXPECT_THAT(result.out, HasSubstr("failed  growth  Registry::Keep"));
  EXPECT_THAT(result.out, HasSubstr("next step: "));
}

TEST_F(CheckCommand, PassSaysWhatItWouldHaveSeen) {
  const CommandResult result = Check(quiet_);
  EXPECT_EQ(result.exit_status, 0) << result.err;
  EXPECT_THAT(result.out, StartsWith("passed: "));
  EXPECT_THAT(result.out, HasSubstr("the smallest steady leak that this run "
                                    "would have shown: "));
}

TEST_F(CheckCommand, TooFewSnapshotsAreUndecided) {
  const CommandResult result = Check(JudgedSeries(4));
  EXPECT_EQ(result.exit_status, 2) << result.out;
  EXPECT_THAT(result.out, HasSubstr("at least 6 are needed"));
  EXPECT_THAT(result.out, Not(HasSubstr("no owner is growing")));
  EXPECT_EQ(Check(quiet_, {"--min-snapshots", "15"}).exit_status, 2);
  EXPECT_EQ(Check(growing_, {"--min-snapshots", "15"}).exit_status, 1)
      << "a limit that is exceeded is no matter of doubt";
}

TEST_F(CheckCommand, BudgetsAllowAndForbid) {
  const std::string generous = File("a", "owner:Registry::* slope=1G/h\n");
  EXPECT_EQ(Check(growing_, {"--budgets", generous}).exit_status, 0);
  const std::string tight = File("b", "total bytes=8M\n");
  const CommandResult result = Check(quiet_, {"--budgets", tight});
  EXPECT_EQ(result.exit_status, 1);
  EXPECT_THAT(result.out, HasSubstr("total: 30.0 MiB; limit 8.0 MiB ("));
  const std::string unused = File("c", "owner:Nobody bytes=1\n");
  EXPECT_THAT(Check(quiet_, {"--budgets", unused}).out,
              HasSubstr("c:1: unused"));
}

TEST_F(CheckCommand, SuppressionsExpire) {
  const std::string valid =
      File("a", "leak:Registry until=2999-12-31 reason=ticket 7\n");
  const CommandResult passed = Check(growing_, {"--suppressions", valid});
  EXPECT_EQ(passed.exit_status, 0) << passed.out;
  EXPECT_THAT(passed.out, HasSubstr("suppressed: ticket 7"));
  const std::string old = File("b", "leak:Registry until=2001-12-31\n");
  const CommandResult failed = Check(growing_, {"--suppressions", old});
  EXPECT_EQ(failed.exit_status, 1);
  EXPECT_THAT(failed.out, HasSubstr("b:1 has expired"));
}

TEST_F(CheckCommand, BaselineOnlyGoesDown) {
  const std::string file = scratch_.path() + "/baseline";
  const std::vector<std::string> update = {"--baseline", file,
                                           "--update-baseline"};
  EXPECT_EQ(Check(growing_, update).exit_status, 0);
  const std::string first = ReadFile(file);
  EXPECT_THAT(first, HasSubstr("owner:Registry::Keep slope="));
  EXPECT_EQ(Check(growing_, {"--baseline", file}).exit_status, 0);

  const JudgedSeries faster(14, 4 << 20);
  EXPECT_EQ(Check(faster, update).exit_status, 1);
  EXPECT_EQ(ReadFile(file), first) << "never up";

  EXPECT_EQ(Check(quiet_, update).exit_status, 0);
  EXPECT_THAT(ReadFile(file), Not(HasSubstr("Registry::Keep")));
  EXPECT_EQ(Check(growing_, {"--baseline", file}).exit_status, 1);
}

TEST_F(CheckCommand, BaselineMustExistAndHoldOnlyLimits) {
  const CommandResult missing =
      Check(quiet_, {"--baseline", scratch_.path() + "/none"});
  EXPECT_EQ(missing.exit_status, 3);
  EXPECT_THAT(missing.err, HasSubstr("none: cannot be read: No such file"));
  const std::string wrong = File("b", "leak:x\n");
  EXPECT_EQ(Check(quiet_, {"--baseline", wrong}).exit_status, 3);
  EXPECT_EQ(Check(quiet_, {"--update-baseline"}).exit_status, 4);
  EXPECT_EQ(Check(quiet_, {"--update-baseline", "--baseline",
                           scratch_.path() + "/no/such/directory"})
                .exit_status,
            3);
}

TEST_F(CheckCommand, ComparesWithABase) {
  EXPECT_EQ(Check(growing_, {"--base", JudgedSeries(14).path()}).exit_status, 0)
      << "as before";
  const CommandResult result = Check(growing_, {"--base", quiet_.path()});
  EXPECT_EQ(result.exit_status, 1);
  EXPECT_THAT(result.out, HasSubstr("compared with"));
  const std::string limit = File("a", "total increase=1M\n");
  EXPECT_THAT(
      Check(growing_, {"--base", quiet_.path(), "--budgets", limit}).out,
      HasSubstr("total: +14.0 MiB; limit +1.0 MiB"));
}

TEST_F(CheckCommand, RequiresCoverage) {
  EXPECT_EQ(Check(quiet_, {"--require-coverage", "50"}).exit_status, 0);
  const CommandResult result = Check(quiet_, {"--require-coverage", "90"});
  EXPECT_EQ(result.exit_status, 3);
  EXPECT_THAT(result.err, HasSubstr("coverage is 57 %"));
}

TEST_F(CheckCommand, DoesNotPassARunThatItHardlySaw) {
  constexpr int kAnonymousMib = 400;  // of which 30 are heap
  const JudgedSeries blind(14, 0, 0, 1000, kAnonymousMib);
  const CommandResult result = Check(blind);
  EXPECT_EQ(result.exit_status, 3) << result.out;
  EXPECT_THAT(result.err, HasSubstr("coverage is 7.3 %, so to pass would say"));
  EXPECT_THAT(result.err, HasSubstr("--require-coverage 0 accepts it"));
  const CommandResult accepted = Check(blind, {"--require-coverage", "0"});
  EXPECT_EQ(accepted.exit_status, 0) << accepted.err;
  EXPECT_THAT(accepted.out, HasSubstr("note: coverage: "));
  EXPECT_EQ(
      Check(JudgedSeries(14, 1 << 20, 0, 1000, kAnonymousMib)).exit_status, 1)
      << "what was seen to grow fails all the same";
}

TEST_F(CheckCommand, SaysWhatIsOddAboutTheSeries) {
  constexpr int64_t kHourNs = 3'600'000'000'000;
  const JudgedSeries odd(20, 0, kHourNs);
  for (const int gone : {5, 6, 12}) std::filesystem::remove(odd.File(gone));
  const CommandResult result = Check(odd);
  EXPECT_EQ(result.exit_status, 0) << result.err;
  EXPECT_THAT(result.out, HasSubstr("note: 3 snapshots between the first"));
  EXPECT_THAT(result.out, HasSubstr("note: the clock was set 1 time"));
}

TEST_F(CheckCommand, ABaselineIsNotTakenFromARunThatCannotBeJudged) {
  const std::string file = scratch_.path() + "/baseline";
  const std::vector<std::string> update = {"--baseline", file,
                                           "--update-baseline"};
  const JudgedSeries brief(4);
  const CommandResult result = Check(brief, update);
  EXPECT_EQ(result.exit_status, 2) << result.err;
  EXPECT_THAT(result.out, HasSubstr("baseline: not updated"));
  EXPECT_FALSE(std::filesystem::exists(file));
  EXPECT_EQ(Check(growing_, update).exit_status, 0);
  const std::string first = ReadFile(file);
  Check(brief, update);
  EXPECT_EQ(ReadFile(file), first);
}

TEST_F(CheckCommand, ABaselineKeepsWhatThisRunDoesNotMeasure) {
  const std::string file = scratch_.path() + "/baseline";
  const std::string work = File("work", "0,0\n140,1400\n");
  const std::vector<std::string> update = {"--baseline", file,
                                           "--update-baseline"};
  EXPECT_EQ(
      Check(growing_, {"--baseline", file, "--update-baseline", "--work", work})
          .exit_status,
      0);
  EXPECT_THAT(ReadFile(file), HasSubstr("/work"));
  Check(growing_, update);
  EXPECT_THAT(ReadFile(file), HasSubstr("/work"));
}

TEST_F(CheckCommand, ABaselineThatCannotBeReadIsNotReplaced) {
  const std::string file = File("no-directory", "");
  const CommandResult result =
      Check(quiet_, {"--update-baseline", "--baseline", file + "/b"});
  EXPECT_EQ(result.exit_status, 3);
  EXPECT_THAT(result.err, HasSubstr("cannot be read: Not a directory"));
}

TEST_F(CheckCommand, SaysWhenTheBaseIsTooShort) {
  const JudgedSeries brief(3);
  const CommandResult result = Check(growing_, {"--base", brief.path()});
  EXPECT_EQ(result.exit_status, 1);
  EXPECT_THAT(result.out, HasSubstr("note: the base has 3 snapshots; at least "
                                    "6 are needed"));
}

TEST_F(CheckCommand, TheBaseHasWorkOfItsOwn) {
  const std::string slow = File("slow", "0,0\n140,1400\n");
  const std::string fast = File("fast", "0,0\n140,14000\n");
  const JudgedSeries base(14);
  // As fast by the clock, ten times as much per unit of work.
  EXPECT_EQ(Check(growing_,
                  {"--base", base.path(), "--work", slow, "--base-work", fast})
                .exit_status,
            1);
  EXPECT_EQ(Check(growing_,
                  {"--base", base.path(), "--work", slow, "--base-work", slow})
                .exit_status,
            0);
  EXPECT_EQ(Check(growing_, {"--base-work", slow}).exit_status, 4);
}

TEST_F(CheckCommand, SaysWhenWorkIsNotCountedAllTheTime) {
  const std::string part = File("part",
                                "\xEF\xBB\xBF"
                                "50,0\r\n90,1400\r\n");
  const CommandResult result = Check(quiet_, {"--work", part});
  EXPECT_EQ(result.exit_status, 0) << result.err;
  EXPECT_THAT(result.out, HasSubstr("part: it counts work from 50 s to 90 s"));
  EXPECT_THAT(Check(quiet_, {"--work", part, "--per", "time"}).out,
              HasSubstr("part: not used, since growth is judged per time"));
}

TEST_F(CheckCommand, FilesOfWindowsAreRead) {
  const std::string budgets =
      File("b", "\xEF\xBB\xBF# limits\r\nowner:* slope=1G/h\r\n");
  EXPECT_EQ(Check(growing_, {"--budgets", budgets}).exit_status, 0);
}

TEST_F(CheckCommand, NoTwoOutputsIntoOneFile) {
  const std::string& out = scratch_.path();
  const CommandResult result = Check(
      quiet_,
      {"--output", "json=" + out + "/x", "--output", "junit=" + out + "/./x"});
  EXPECT_EQ(result.exit_status, 4);
  EXPECT_THAT(result.err, HasSubstr("is written there already"));
  EXPECT_FALSE(std::filesystem::exists(out + "/x"));
}

// What cannot be written costs nothing else, and the failure is no pass.
TEST_F(CheckCommand, AnOutputThatFailsIsOneLineAndNotThePlaceOfOthers) {
  const std::string& out = scratch_.path();
  const CommandResult result =
      Check(quiet_,
            {"--output", "sarif=/dev/full", "--output", "json=" + out + "/j"});
  EXPECT_EQ(result.exit_status, 3);
  EXPECT_EQ(result.err,
            "leaktrace: /dev/full: cannot write: No space left on device; free "
            "some space or write elsewhere\n");
  EXPECT_THAT(result.out, StartsWith("passed: "));
  EXPECT_TRUE(nlohmann::json::accept(ReadFile(out + "/j")));
}

TEST_F(CheckCommand, WritesAllFormatsAtOnce) {
  const std::string& out = scratch_.path();
  const CommandResult result = Check(
      growing_, {"--format", "markdown", "--output", "json=" + out + "/j",
                 "--output", "junit=" + out + "/x", "--output",
                 "sarif=" + out + "/s", "--output", "text=" + out + "/t"});
  EXPECT_EQ(result.exit_status, 1);
  EXPECT_THAT(result.out, StartsWith("## leaktrace: failed"));
  EXPECT_THAT(ReadFile(out + "/x"), StartsWith("<?xml"));
  EXPECT_THAT(ReadFile(out + "/t"), StartsWith("failed: "));
  EXPECT_EQ(nlohmann::json::parse(ReadFile(out + "/j"))["exit_status"], 1);
  EXPECT_EQ(nlohmann::json::parse(ReadFile(out + "/s"))["version"], "2.1.0");
}

TEST_F(CheckCommand, InputsMayFollowAnyOption) {
  const std::string budgets = File("a", "owner:* bytes=1G slope=1G/h\n");
  const CommandResult result = RunLeaktrace(
      {"check", "--budgets", budgets, "--suppressions", budgets, "--output",
       "json=" + scratch_.path() + "/j", growing_.path()});
  EXPECT_EQ(result.exit_status, 0) << result.out << result.err;
}

TEST_F(CheckCommand, RefusesOutputsThatAreNone) {
  for (const char* output : {"pdf=x", "json", "json=", "=x", ""}) {
    EXPECT_EQ(Check(quiet_, {"--output", output}).exit_status, 4) << output;
  }
  EXPECT_EQ(Check(quiet_, {"--format", "pdf"}).exit_status, 4);
  EXPECT_EQ(Check(quiet_, {"--output", "json=/nowhere/at/all"}).exit_status, 3);
}

TEST_F(CheckCommand, NamesTheLineOfABadFile) {
  const std::string bad = File("bad", "total bytes=1M\nowner:x bytes=lots\n");
  const CommandResult result = Check(quiet_, {"--budgets", bad});
  EXPECT_EQ(result.exit_status, 3);
  EXPECT_THAT(result.err, HasSubstr("bad:2: bytes=lots: write a number"));
  EXPECT_EQ(Check(quiet_, {"--budgets", scratch_.path()}).exit_status, 3);
  EXPECT_EQ(Check(quiet_, {"--budgets", "/none"}).exit_status, 3);
  EXPECT_EQ(Check(quiet_, {"--budgets", "/dev/zero"}).exit_status, 3);
}

TEST_F(CheckCommand, SlopePerUnitOfWork) {
  const std::string work = File("work", "0,0\n140,1400\n");
  const std::string budgets = File("b", "owner:Registry::Keep slope=4K/work\n");
  EXPECT_EQ(Check(growing_, {"--budgets", budgets}).exit_status, 2)
      << "no work is known";
  const CommandResult result =
      Check(growing_, {"--budgets", budgets, "--work", work});
  EXPECT_EQ(result.exit_status, 1) << result.out << result.err;
  EXPECT_THAT(result.out, HasSubstr("per unit of work"));
  const std::string other = File("other", "9000,0\n9001,5\n");
  EXPECT_EQ(Check(growing_, {"--work", other}).exit_status, 3);
}

}  // namespace
}  // namespace leaktrace::report
