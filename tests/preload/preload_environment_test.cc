#include "preload/preload_environment.h"

#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace leaktrace {
namespace {

// What is left of an environment with one LD_PRELOAD among other variables.
std::vector<std::string> AfterRemoval(std::string preload) {
  std::string first = "A=1";
  std::string last = "Z=2";
  preload.insert(0, "LD_PRELOAD=");
  std::vector<char*> environment = {first.data(), preload.data(), last.data(),
                                    nullptr};
  RemoveFromPreload(environment.data(), "/usr/lib/libleaktrace.so");
  std::vector<std::string> left;
  for (char** entry = environment.data(); *entry != nullptr; ++entry) {
    left.emplace_back(*entry);
  }
  return left;
}

using Environment = std::vector<std::string>;

TEST(PreloadEnvironmentTest, AVariableThatBecomesEmptyGoes) {
  const Environment expected = {"A=1", "Z=2"};
  EXPECT_EQ(AfterRemoval("/opt/libleaktrace.so"), expected);
  EXPECT_EQ(AfterRemoval("libleaktrace.so:./libleaktrace.so"), expected);
}

TEST(PreloadEnvironmentTest, OtherEntriesStayInOrder) {
  const Environment expected = {"A=1", "LD_PRELOAD=/a.so:/b.so", "Z=2"};
  EXPECT_EQ(AfterRemoval("/a.so:/x/libleaktrace.so:/b.so"), expected);
  EXPECT_EQ(AfterRemoval("/x/libleaktrace.so /a.so /b.so"), expected);
  EXPECT_EQ(AfterRemoval("/a.so:/b.so:/x/libleaktrace.so"), expected);
  EXPECT_EQ(AfterRemoval("/a.so:/b.so"), expected);
}

TEST(PreloadEnvironmentTest, SimilarNamesAreNotOurs) {
  const Environment expected = {"A=1", "LD_PRELOAD=/libleaktrace.so.1", "Z=2"};
  EXPECT_EQ(AfterRemoval("/libleaktrace.so.1"), expected);
}

}  // namespace
}  // namespace leaktrace
