// Tests of --rules files.
#include "report/cli/rules_option.h"

#include <fstream>
#include <string>

#include "gtest/gtest.h"
#include "tests/report/profile/temporary_directory.h"

namespace leaktrace::report {
namespace {

TEST(LoadRulesTest, UserRulesComeFirst) {
  const TemporaryDirectory directory;
  const std::string path = directory.path() + "/my.rules";
  std::ofstream(path) << "application function zmalloc\n";
  const auto rules = LoadRules(path);
  ASSERT_TRUE(rules.ok()) << rules.status();
  const FrameRule* rule = rules->Match({"zmalloc", "", "", false});
  ASSERT_NE(rule, nullptr);
  EXPECT_EQ(rule->frame_class, FrameClass::kApplication);
  EXPECT_EQ(rule->origin, path + ":1");
  EXPECT_NE(rules->Match({"malloc", "", "", false}), nullptr);
}

TEST(LoadRulesTest, NamesAMissingFileAndABadLine) {
  const TemporaryDirectory directory;
  EXPECT_FALSE(LoadRules(directory.path() + "/none").ok());
  const std::string path = directory.path() + "/bad.rules";
  std::ofstream(path) << "nonsense\n";
  EXPECT_NE(LoadRules(path).status().message().find("bad.rules:1"),
            std::string::npos);
}

}  // namespace
}  // namespace leaktrace::report
