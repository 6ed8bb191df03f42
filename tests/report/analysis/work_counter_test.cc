#include "report/analysis/work_counter.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace leaktrace::report {
namespace {

using testing::HasSubstr;

WorkCounter Parse(const std::string& text) {
  absl::StatusOr<WorkCounter> counter = WorkCounter::Parse(text, "f");
  EXPECT_TRUE(counter.ok()) << counter.status();
  return *std::move(counter);
}

std::string ErrorOf(const std::string& text) {
  const absl::StatusOr<WorkCounter> counter = WorkCounter::Parse(text, "f");
  return counter.ok() ? "none" : std::string(counter.status().message());
}

TEST(WorkCounter, InterpolatesFromZero) {
  const WorkCounter counter = Parse("10,100\n20,300\n");
  EXPECT_EQ(counter.At(5), 0);
  EXPECT_EQ(counter.At(15), 100);
  EXPECT_EQ(counter.At(20), 200);
  EXPECT_EQ(counter.At(99), 200);
  EXPECT_FALSE(counter.is_unix_time());
}

TEST(WorkCounter, TakesTitlesCommentsAndOtherSeparators) {
  const WorkCounter counter =
      Parse("time,requests\n# note\n\n1700000000;0\r\n1700000010\t50\n");
  EXPECT_TRUE(counter.is_unix_time());
  EXPECT_EQ(counter.At(1700000010), 50);
}

TEST(WorkCounter, TitlesMayFollowComments) {
  const WorkCounter counter =
      Parse("# from prometheus\r\n\r\ntime_s,http_200\r\n0,0\r\n9,5\r\n");
  EXPECT_EQ(counter.At(9), 5);
}

// A line of numbers that is wrong is no title, first or not.
TEST(WorkCounter, TakesNoBadLineForATitle) {
  for (const char* first : {"-5,3", ".5,1,2", "nan,1", "inf,1", "1e999,1", "5",
                            "1,-1", "0x10,5", "1,9e99", "1e16,1"}) {
    EXPECT_THAT(ErrorOf(std::string(first) + "\n1,1\n2,2\n"),
                HasSubstr("f:1: expected time,count"))
        << first;
  }
  EXPECT_THAT(ErrorOf("time,count\ntime,count\n1,1\n2,2\n"), HasSubstr("f:2"));
}

TEST(WorkCounter, LinesMayComeInAnyOrder) {
  EXPECT_EQ(Parse("20,300\n10,100\n").At(20), 200);
}

TEST(WorkCounter, ACounterThatFallsBeganAnew) {
  EXPECT_EQ(Parse("0,100\n10,200\n20,50\n").At(20), 150);
}

TEST(WorkCounter, NamesTheLineThatIsNone) {
  EXPECT_THAT(ErrorOf("1,1\n2\n"), HasSubstr("f:2: expected time,count"));
  EXPECT_THAT(ErrorOf("1,1\n2,3,4\n"), HasSubstr("f:2"));
  EXPECT_THAT(ErrorOf("1,1\n2,nan\n"), HasSubstr("f:2"));
  EXPECT_THAT(ErrorOf("1,1\n-2,3\n"), HasSubstr("f:2"));
  EXPECT_THAT(ErrorOf("1,1\n"), HasSubstr("at least two lines"));
  EXPECT_THAT(ErrorOf(""), HasSubstr("at least two lines"));
  EXPECT_THAT(ErrorOf("1,1\n1,2\n"), HasSubstr("same time"));
}

}  // namespace
}  // namespace leaktrace::report
