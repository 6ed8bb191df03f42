#include "report/analysis/check.h"

#include <chrono>
#include <limits>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace leaktrace::report {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

constexpr double kMiB = 1 << 20;
const std::chrono::sys_days kToday =
    std::chrono::sys_days(std::chrono::year(2026) / 6 / 15);

CheckOwner Owner(const std::string& name, double bytes, double error = 0) {
  CheckOwner owner;
  owner.name = name;
  owner.module = "app";
  owner.bytes = {bytes, error};
  owner.objects = {bytes / 100, error / 100};
  return owner;
}

// 1 MiB/s, 0.8 to 1.2.
CheckOwner Grower(const std::string& name) {
  CheckOwner owner = Owner(name, 10 * kMiB);
  owner.growing = true;
  owner.alarm = true;
  owner.per_second = GrowthRate{kMiB, .8 * kMiB, 1.2 * kMiB};
  return owner;
}

CheckSubject Subject(std::vector<CheckOwner> owners) {
  CheckSubject subject;
  for (const CheckOwner& owner : owners) {
    subject.total.bytes.value += owner.bytes.value;
  }
  subject.owners = std::move(owners);
  return subject;
}

CheckRules Rules(const std::string& text) {
  const absl::StatusOr<CheckRules> rules = ParseCheckRules(text, "f");
  EXPECT_TRUE(rules.ok()) << rules.status();
  return *rules;
}

CheckResult Judge(const CheckSubject& subject, const std::string& rules,
                  const CheckSubject* base = nullptr) {
  return Check(subject, Rules(rules), base, kToday);
}

TEST(Check, PassesWhenNobodyGrows) {
  const CheckResult result = Judge(Subject({Owner("a", kMiB)}), "");
  EXPECT_EQ(result.worst(), CheckOutcome::kPassed);
  EXPECT_THAT(result.findings, IsEmpty());
}

TEST(Check, FailsOnGrowthThatNoBudgetAllows) {
  const CheckResult result = Judge(Subject({Grower("a")}), "");
  ASSERT_THAT(result.findings, SizeIs(1));
  EXPECT_EQ(result.worst(), CheckOutcome::kExceeded);
  EXPECT_FALSE(result.findings[0].limit.has_value());
}

TEST(Check, ReportsUncertainGrowthWithoutFailing) {
  CheckOwner young = Grower("a");
  young.alarm = false;
  const CheckResult result = Judge(Subject({young}), "");
  EXPECT_EQ(result.worst(), CheckOutcome::kPassed);
  EXPECT_THAT(result.on_probation, ElementsAre(0));
}

TEST(Check, ComparesTheWholeIntervalWithTheLimit) {
  const CheckSubject subject = Subject({Grower("a")});
  const auto outcome = [&](const char* budget) {
    return Judge(subject, budget).worst();
  };
  EXPECT_EQ(outcome("owner:a slope=2M/s"), CheckOutcome::kPassed);
  EXPECT_EQ(outcome("owner:a slope=0.9M/s"), CheckOutcome::kUndecided);
  EXPECT_EQ(outcome("owner:a slope=0.5M/s"), CheckOutcome::kExceeded);
  EXPECT_EQ(outcome("owner:a slope=1G/work"), CheckOutcome::kUndecided)
      << "the work is not counted";
}

TEST(Check, NoiseExceedsNoLimit) {
  const CheckSubject subject = Subject({Owner("a", 10 * kMiB, 3 * kMiB)});
  EXPECT_EQ(Judge(subject, "owner:a bytes=8M").worst(),
            CheckOutcome::kUndecided);
  EXPECT_EQ(Judge(subject, "owner:a bytes=6M").worst(),
            CheckOutcome::kExceeded);
}

TEST(Check, FirstBudgetThatMatchesDecides) {
  const CheckSubject subject = Subject({Owner("a", 2 * kMiB)});
  EXPECT_EQ(Judge(subject, "owner:a bytes=4M\nowner:* bytes=1M\n").worst(),
            CheckOutcome::kPassed);
  EXPECT_EQ(Judge(subject, "owner:* bytes=1M\nowner:a bytes=4M\n").worst(),
            CheckOutcome::kExceeded);
  EXPECT_EQ(Judge(subject, "owner:a objects=1G\nowner:* bytes=1M\n").worst(),
            CheckOutcome::kExceeded)
      << "another limit";
}

TEST(Check, AddsUpModulesAndTheTotal) {
  const CheckSubject subject =
      Subject({Owner("a", 2 * kMiB), Owner("b", 2 * kMiB), Grower("c")});
  EXPECT_EQ(Judge(subject, "module:ap? bytes=13M").findings[0].outcome,
            CheckOutcome::kExceeded);
  const CheckResult total = Judge(subject, "total slope=0");
  ASSERT_THAT(total.findings, SizeIs(2)) << "the total, and c itself";
  EXPECT_EQ(total.findings[0].scope, CheckScope::kTotal);
  EXPECT_DOUBLE_EQ(total.findings[0].measured->value, kMiB);
}

TEST(Check, ASlopeOfTheModuleOrTheProcessLetsItsOwnersGrow) {
  const CheckSubject subject = Subject({Grower("a"), Grower("b")});
  for (const char* budget : {"total slope=3M/s", "module:app slope=3M/s"}) {
    const CheckResult result = Judge(subject, budget);
    EXPECT_EQ(result.worst(), CheckOutcome::kPassed) << budget;
    EXPECT_THAT(result.findings, SizeIs(1));
  }
  EXPECT_THAT(Judge(subject, "total slope=1M/s").findings, SizeIs(3))
      << "beyond it, the owners are named";
  EXPECT_EQ(Judge(subject, "module:other slope=3M/s").worst(),
            CheckOutcome::kExceeded);
  EXPECT_EQ(Judge(subject, "total slope=3M/s\nowner:b slope=0").worst(),
            CheckOutcome::kExceeded);
  EXPECT_EQ(Judge(subject, "total bytes=1G").worst(), CheckOutcome::kExceeded);
}

TEST(Check, SuppressionsLetGrowthBe) {
  CheckOwner grower = Grower("a");
  grower.path_words = {"malloc", "OpenSession", "/src/session.cc"};
  const CheckSubject subject = Subject({grower});
  for (const char* pattern : {"leak:^a$", "leak:app", "leak:Session",
                              "leak:session.cc$", "leak:a until=2026-06-15"}) {
    EXPECT_EQ(Judge(subject, pattern).worst(), CheckOutcome::kSuppressed)
        << pattern;
  }
  EXPECT_EQ(Judge(subject, "leak:other").worst(), CheckOutcome::kExceeded);
}

TEST(Check, ExpiredSuppressionsHelpNoMore) {
  const CheckResult result =
      Judge(Subject({Grower("a")}), "leak:a until=2026-06-14");
  EXPECT_EQ(result.worst(), CheckOutcome::kExceeded);
  EXPECT_EQ(result.findings[0].expired, "f:1");
  EXPECT_THAT(result.idle_suppressions, IsEmpty());
}

TEST(Check, SuppressionsHaveBudgetsOfTheirOwn) {
  const CheckSubject subject = Subject({Grower("a")});
  EXPECT_EQ(Judge(subject, "leak:a slope=1M/s bytes=20M").worst(),
            CheckOutcome::kSuppressed);
  const CheckResult beyond = Judge(subject, "leak:a slope=1M/s bytes=5M");
  EXPECT_EQ(beyond.worst(), CheckOutcome::kExceeded);
  EXPECT_EQ(beyond.findings[0].metric, CheckMetric::kBytes);
  EXPECT_EQ(beyond.findings[0].origin, "f:1");
}

TEST(Check, NamesWhatIsUnused) {
  const CheckResult result =
      Judge(Subject({Owner("a", 1)}),
            "owner:b bytes=1\nleak:a\nmodule:lib* bytes=1\nowner:a bytes=9\n");
  EXPECT_THAT(result.unused, ElementsAre("f:1", "f:3"));
  EXPECT_THAT(result.idle_suppressions, ElementsAre("f:2"));
}

TEST(Check, GrowthOfTheBaseIsNotNew) {
  const CheckSubject base = Subject({Grower("a"), Owner("b", kMiB)});
  const CheckSubject same = Subject({Grower("a"), Owner("b", kMiB)});
  EXPECT_EQ(Judge(same, "", &base).worst(), CheckOutcome::kPassed);
  const CheckSubject other = Subject({Grower("a"), Grower("b")});
  const CheckResult result = Judge(other, "", &base);
  EXPECT_EQ(result.findings[0].name, "b");
  EXPECT_EQ(result.worst(), CheckOutcome::kExceeded);
}

TEST(Check, FasterGrowthThanInTheBaseFails) {
  CheckOwner faster = Grower("a");
  faster.per_second = GrowthRate{2 * kMiB, 1.5 * kMiB, 2.5 * kMiB};
  const CheckSubject base = Subject({Grower("a")});
  const CheckResult result = Judge(Subject({faster}), "", &base);
  EXPECT_EQ(result.worst(), CheckOutcome::kExceeded);
  EXPECT_EQ(result.findings[0].base, kMiB);
}

TEST(Check, FindsTheBaseOfAnOwnerWhoseModuleHasANewName) {
  CheckOwner moved = Grower("a");
  moved.module = "app-2";
  const CheckSubject head = Subject({moved});
  const CheckSubject base = Subject({Grower("a")});
  EXPECT_EQ(Judge(head, "", &base).worst(), CheckOutcome::kPassed);
  const CheckSubject both = Subject({moved, Grower("a")});
  EXPECT_EQ(Judge(both, "", &base).worst(), CheckOutcome::kExceeded)
      << "it is still where it was";
  CheckOwner twin = Grower("a");
  twin.module = "lib";
  const CheckSubject unclear = Subject({Grower("a"), twin});
  EXPECT_EQ(Judge(head, "", &unclear).worst(), CheckOutcome::kExceeded);
}

TEST(Check, RatesWithoutAnUpperBoundAddUp) {
  CheckOwner open = Grower("a");
  open.per_second->high = std::numeric_limits<double>::infinity();
  const CheckResult result =
      Judge(Subject({open, Grower("b")}), "total slope=1M/s");
  EXPECT_EQ(result.worst(), CheckOutcome::kExceeded);
}

}  // namespace
}  // namespace leaktrace::report
