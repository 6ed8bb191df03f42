// Tests of flat and cumulative totals, as a list and as a tree.
#include "report/analysis/call_tree.h"

#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "tests/report/analysis/profile_builder.h"

namespace leaktrace::report {
namespace {

const FunctionTotals& Find(const std::vector<FunctionTotals>& rows,
                           const std::string& function) {
  for (const FunctionTotals& row : rows) {
    if (row.function == function) return row;
  }
  ADD_FAILURE() << "no row for " << function;
  return rows.front();
}

TEST(TotalsByFunctionTest, RecursionIsCountedOnce) {
  ProfileBuilder builder;
  builder.Add({"leaf", "walk", "walk", "walk", "main"}, 10);
  const auto rows = TotalsByFunction(builder.profile, FrameRules());
  EXPECT_EQ(Find(rows, "walk").cumulative.live_bytes, 10);
  EXPECT_EQ(Find(rows, "walk").flat.live_bytes, 0);
  EXPECT_EQ(Find(rows, "leaf").flat.live_bytes, 10);
}

TEST(TotalsByFunctionTest, FlatAddsUpToTheTotal) {
  ProfileBuilder builder;
  builder.Add({"a", "main"}, 10);
  builder.Add({"b", "main"}, 20);
  builder.Add({}, 5);
  int64_t flat = 0;
  for (const auto& row : TotalsByFunction(builder.profile, FrameRules())) {
    flat += row.flat.live_bytes;
  }
  EXPECT_EQ(flat, 35);
}

TEST(BuildCallTreeTest, GrowsFromTheEntry) {
  ProfileBuilder builder;
  builder.Add({"b", "main"}, 20);
  builder.Add({"a", "main"}, 10);
  const CallTree tree =
      BuildCallTree(builder.profile, FrameRules(), TreeDirection::kFromEntry);
  EXPECT_EQ(tree.nodes[0].cumulative.live_bytes, 30);
  ASSERT_EQ(tree.nodes[0].children.size(), 1U);
  const CallNode& main = tree.nodes[tree.nodes[0].children[0]];
  EXPECT_EQ(main.function, "main");
  EXPECT_EQ(main.cumulative.live_bytes, 30);
  EXPECT_EQ(main.flat.live_bytes, 0);
  ASSERT_EQ(main.children.size(), 2U);
  EXPECT_EQ(tree.nodes[main.children[0]].function, "a");
  EXPECT_EQ(tree.nodes[main.children[0]].flat.live_bytes, 10);
}

TEST(BuildCallTreeTest, ReversedKeepsFlatValuesAtTheAllocation) {
  ProfileBuilder builder;
  builder.Add({"malloc", "a", "main"}, 10);
  builder.Add({"malloc", "b", "main"}, 20);
  const CallTree tree = BuildCallTree(builder.profile, FrameRules(),
                                      TreeDirection::kFromAllocation);
  ASSERT_EQ(tree.nodes[0].children.size(), 1U);
  const CallNode& leaf = tree.nodes[tree.nodes[0].children[0]];
  EXPECT_EQ(leaf.function, "malloc");
  EXPECT_EQ(leaf.flat.live_bytes, 30);
  EXPECT_EQ(leaf.children.size(), 2U);
}

}  // namespace
}  // namespace leaktrace::report
