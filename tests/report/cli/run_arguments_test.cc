// Tests of where the application's words begin.
#include "report/cli/run_arguments.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace leaktrace::report {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using Words = std::vector<std::string>;

TEST(TakeApplicationTest, EverythingAfterTheDashesIsTheApplications) {
  Words words = {"run", "--exact", "--", "sh", "--", "-c", "[ a ]", ""};
  EXPECT_THAT(TakeApplication(&words),
              ElementsAre("sh", "--", "-c", "[ a ]", ""));
  EXPECT_THAT(words, ElementsAre("run", "--exact"));
}

TEST(TakeApplicationTest, BeginsAtTheFirstWordThatIsNoOption) {
  Words words = {"run", "--interval", "64K", "--every=1s", "ls", "--exact"};
  EXPECT_THAT(TakeApplication(&words), ElementsAre("ls", "--exact"));
  EXPECT_THAT(words, ElementsAre("run", "--interval", "64K", "--every=1s"));
}

TEST(TakeApplicationTest, LeavesIncompleteAndOtherCommandsAlone) {
  Words incomplete = {"run", "--dir"};
  EXPECT_THAT(TakeApplication(&incomplete), IsEmpty());
  EXPECT_EQ(incomplete.size(), 2U);
  Words report = {"report", "--", "x"};
  EXPECT_THAT(TakeApplication(&report), IsEmpty());
  EXPECT_EQ(report.size(), 3U);
}

}  // namespace
}  // namespace leaktrace::report
