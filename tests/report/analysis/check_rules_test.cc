#include "report/analysis/check_rules.h"

#include <chrono>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace leaktrace::report {
namespace {

using testing::HasSubstr;
using testing::SizeIs;

CheckRules Parse(const std::string& text) {
  absl::StatusOr<CheckRules> rules = ParseCheckRules(text, "f");
  EXPECT_TRUE(rules.ok()) << rules.status();
  return rules.ok() ? *rules : CheckRules{};
}

std::string ErrorOf(const std::string& text) {
  const absl::StatusOr<CheckRules> rules = ParseCheckRules(text, "f");
  return rules.ok() ? "none" : std::string(rules.status().message());
}

TEST(CheckRules, KeepsScopePatternAmountAndOrigin) {
  const CheckRules rules = Parse(
      "# comment\n"
      "total bytes=1.5M objects=1000\n"
      "module:libx.so* increase=64K\r\n"
      "  owner:Cache::Add slope=60M/min\n"
      "owner:*  slope=16/work\n");
  ASSERT_THAT(rules.budgets, SizeIs(4));
  EXPECT_EQ(rules.budgets[0].scope, CheckScope::kTotal);
  EXPECT_EQ(rules.budgets[0].limits[0].amount, 1.5 * 1024 * 1024);
  EXPECT_EQ(rules.budgets[0].limits[1].metric, CheckMetric::kObjects);
  EXPECT_EQ(rules.budgets[1].pattern, "libx.so*");
  EXPECT_EQ(rules.budgets[1].limits[0].metric, CheckMetric::kIncrease);
  EXPECT_EQ(rules.budgets[2].origin, "f:4");
  EXPECT_EQ(rules.budgets[2].limits[0].amount, 1 << 20);
  EXPECT_EQ(rules.budgets[3].limits[0].metric, CheckMetric::kSlopePerWork);
}

TEST(CheckRules, ReadsAFileOfLeakSanitizerAsItIs) {
  const CheckRules rules = Parse(
      "# suppressions\nleak:libfoo.so\nleak:std::map<int, Foo>::insert\n");
  ASSERT_THAT(rules.suppressions, SizeIs(2));
  EXPECT_EQ(rules.suppressions[1].pattern, "std::map<int, Foo>::insert");
  EXPECT_FALSE(rules.suppressions[1].until.has_value());
}

TEST(CheckRules, ReadsBudgetDateAndReasonOfASuppression) {
  const CheckRules rules = Parse(
      "leak:Foo bar slope=1M/h bytes=8M until=2026-12-31 reason=issue 7, "
      "until=never\n");
  ASSERT_THAT(rules.suppressions, SizeIs(1));
  const CheckSuppression& suppression = rules.suppressions[0];
  EXPECT_EQ(suppression.pattern, "Foo bar");
  EXPECT_THAT(suppression.limits, SizeIs(2));
  EXPECT_EQ(suppression.until,
            std::chrono::sys_days(std::chrono::year(2026) / 12 / 31));
  EXPECT_EQ(suppression.reason, "issue 7, until=never");
}

TEST(CheckRules, NamesTheLineAndWhatIsExpected) {
  EXPECT_THAT(ErrorOf("total bytes=1M\nfunction:x bytes=1\n"),
              HasSubstr("f:2: expected owner:PATTERN"));
  EXPECT_THAT(ErrorOf("owner: bytes=1"), HasSubstr("pattern is missing"));
  EXPECT_THAT(ErrorOf("leak:"), HasSubstr("pattern is missing"));
  EXPECT_THAT(ErrorOf("owner:x"), HasSubstr("without a limit"));
  EXPECT_THAT(ErrorOf("total"), HasSubstr("without a limit"));
  EXPECT_THAT(ErrorOf("totally bytes=1"), HasSubstr("expected owner"));
  EXPECT_THAT(ErrorOf("owner:x bytes=1 bytes=2"), HasSubstr("twice"));
}

TEST(CheckRules, DoesNotTakeAMisspeltWordForAPattern) {
  EXPECT_THAT(
      ErrorOf("owner:x objets=3 bytes=1"),
      HasSubstr("f:1: objets=: there is no such word; there are bytes="));
  EXPECT_THAT(ErrorOf("leak:x untl=2026-12-31"),
              HasSubstr("untl=: there is no such word"));
  const CheckRules rules = Parse("leak:operator==\nleak:bool operator==\n");
  EXPECT_EQ(rules.suppressions[1].pattern, "bool operator==");
}

TEST(CheckRules, RefusesALimitThatIsGivenTwice) {
  EXPECT_THAT(ErrorOf("owner:x bytes=1\nowner:y bytes=2\nowner:x bytes=3\n"),
              HasSubstr("f:3: bytes= of this is given by f:1 already"));
  EXPECT_THAT(ErrorOf("total slope=1/h\ntotal slope=1/min\n"),
              HasSubstr("f:2: slope="));
  EXPECT_EQ(ErrorOf("owner:x bytes=1\nowner:x objects=1 slope=1/work\n"
                    "owner:x slope=1/h\nmodule:x bytes=1\n"),
            "none");
}

TEST(CheckRules, RefusesAmountsThatAreNone) {
  for (const char* amount :
       {"bytes=", "bytes=-1", "bytes=nan", "bytes=inf", "bytes=1e400",
        "bytes=1e308T", "bytes=1X", "bytes=1 X", "objects=many", "slope=1",
        "slope=1M/", "slope=1M/year", "slope=/h", "slope=0x10/h"}) {
    EXPECT_NE(ErrorOf(std::string("owner:x ") + amount), "none") << amount;
  }
}

TEST(CheckRules, RefusesDatesThatAreNone) {
  for (const char* date : {"", "2026", "2026-02-30", "2026-13-01", "2026-00-01",
                           "2026-1-", "tomorrow", "2026-01-01x", "--"}) {
    EXPECT_THAT(ErrorOf(std::string("leak:x until=") + date),
                HasSubstr("write a date"))
        << date;
  }
}

TEST(CheckRules, SurvivesAnyBytes) {
  std::string text;
  for (int i = 0; i < 256; ++i) text += static_cast<char>(i);
  EXPECT_NE(ErrorOf(text), "none");
  EXPECT_EQ(ErrorOf(""), "none");
  EXPECT_NE(ErrorOf(std::string(100000, 'a')), "none");
}

}  // namespace
}  // namespace leaktrace::report
