#include "report/analysis/suppression_pattern.h"

#include "gtest/gtest.h"

namespace leaktrace::report {
namespace {

TEST(SuppressionPattern, IsFoundAnywhere) {
  EXPECT_TRUE(MatchesSuppression("Cache", "app::Cache::Add"));
  EXPECT_TRUE(MatchesSuppression("libfoo.so", "/usr/lib/libfoo.so.1"));
  EXPECT_FALSE(MatchesSuppression("cache", "app::Cache::Add"));
}

TEST(SuppressionPattern, HasAnchorsAndStars) {
  EXPECT_TRUE(MatchesSuppression("^app::*Add$", "app::Cache::Add"));
  EXPECT_FALSE(MatchesSuppression("^Cache", "app::Cache::Add"));
  EXPECT_FALSE(MatchesSuppression("Cache$", "app::Cache::Add"));
  EXPECT_TRUE(MatchesSuppression("^$", ""));
  EXPECT_FALSE(MatchesSuppression("^$", "a"));
}

}  // namespace
}  // namespace leaktrace::report
