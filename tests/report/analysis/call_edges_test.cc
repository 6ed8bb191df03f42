// peek: edges carry what passes them, recursion counts once; list: lines carry
// what they allocate and what passes through them.
#include "report/analysis/call_edges.h"

#include "gtest/gtest.h"
#include "report/analysis/source_lines.h"
#include "tests/report/analysis/profile_builder.h"

namespace leaktrace::report {
namespace {

NamePattern Pattern(const char* text) { return *NamePattern::Compile(text); }

TEST(CallEdgesTest, CallersAndCalleesCarryWhatPassesThem) {
  ProfileBuilder builder;
  builder.Add({"malloc", "load", "serve", "main"}, 10);
  builder.Add({"strdup", "load", "serve", "main"}, 5);
  builder.Add({"malloc", "load", "reload", "main"}, 1);
  const auto found = FindNeighbourhoods(builder.profile, FrameRules::Shipped(),
                                        Pattern("^load$"));
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].function.cumulative.live_bytes, 16);
  EXPECT_EQ(found[0].function.flat.live_bytes, 0);
  ASSERT_EQ(found[0].callers.size(), 2U);
  EXPECT_EQ(found[0].callers[0].function, "reload");
  EXPECT_EQ(found[0].callers[1].totals.live_bytes, 15);
  ASSERT_EQ(found[0].callees.size(), 2U);
  EXPECT_EQ(found[0].callees[0].totals.live_bytes, 11);
}

TEST(CallEdgesTest, RecursionCountsOnce) {
  ProfileBuilder builder;
  builder.Add({"malloc", "walk", "walk", "walk", "main"}, 10);
  const auto found = FindNeighbourhoods(builder.profile, FrameRules::Shipped(),
                                        Pattern("walk"));
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].function.cumulative.live_bytes, 10);
  EXPECT_EQ(found[0].callers[1].function, "walk");
  EXPECT_EQ(found[0].callers[1].totals.live_bytes, 10);
}

TEST(SourceLinesTest, LinesSumUpPerFunctionAndFile) {
  Profile profile;
  profile.functions = {{"Insert", "", "/src/cache.cc", 5},
                       {"main", "", "/src/main.cc", 1}};
  profile.mappings = {{0x1000, 0x2000, 0, "/bin/app", ""}};
  profile.locations = {
      {0x1100, 0, {{0, 10}}}, {0x1200, 0, {{0, 12}}}, {0x1300, 0, {{1, 3}}}};
  const auto add = [&](std::vector<uint32_t> locations, int64_t bytes) {
    Sample& sample = profile.samples.emplace_back();
    sample.locations = std::move(locations);
    sample.live_bytes = bytes;
  };
  add({0, 2}, 100);    // line 10 allocates
  add({0, 1, 2}, 30);  // line 10, called from line 12 of the same function

  const auto found =
      FindSourceLines(profile, FrameRules::Shipped(), Pattern("Insert"));
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].file, "/src/cache.cc");
  EXPECT_EQ(found[0].start_line, 5);
  EXPECT_EQ(found[0].total.flat.live_bytes, 130);
  EXPECT_EQ(found[0].total.cumulative.live_bytes, 130);
  EXPECT_EQ(found[0].lines.at(10).flat.live_bytes, 130);
  EXPECT_EQ(found[0].lines.at(12).flat.live_bytes, 0);
  EXPECT_EQ(found[0].lines.at(12).cumulative.live_bytes, 30);
}

}  // namespace
}  // namespace leaktrace::report
