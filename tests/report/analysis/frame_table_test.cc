// Tests of what frames of one function share, and what they do not.
#include "report/analysis/frame_table.h"

#include <string>
#include <string_view>

#include "gtest/gtest.h"
#include "tests/report/analysis/profile_builder.h"

namespace leaktrace::report {
namespace {

FrameRules Parse(std::string_view text) {
  return FrameRules::Parse(text, "test").value();
}

// A profile whose locations are all in function 0.
ProfileBuilder OneFunction(const std::string& name) {
  ProfileBuilder builder;
  builder.Frame(name);
  return builder;
}

// Another call site of function 0, in the module of the frame `like`.
uint32_t AddCall(ProfileBuilder* builder, const std::string& like,
                 int64_t line) {
  const int32_t mapping =
      builder->profile.locations[builder->Frame(like)].mapping;
  builder->profile.locations.push_back({0, mapping, {{0, line}}});
  return static_cast<uint32_t>(builder->profile.locations.size() - 1);
}

TEST(FrameTableTest, CallSitesOfAFunctionDifferInLinesOnly) {
  ProfileBuilder builder = OneFunction("ns::f(int)");
  const uint32_t call = AddCall(&builder, "ns::f(int)", 7);
  const FrameRules rules = Parse("library namespace ns\n");
  FrameTable frames(builder.profile, rules);
  EXPECT_EQ(frames.At(0)[0].function, "ns::f");
  EXPECT_EQ(frames.At(call)[0].function, "ns::f");
  EXPECT_EQ(frames.At(call)[0].line, 7);
  EXPECT_EQ(frames.At(call)[0].rule, &rules.rules()[0]);
}

TEST(FrameTableTest, AFunctionInTwoModulesHasTwoRules) {
  ProfileBuilder builder = OneFunction("f@one");
  const uint32_t in_two = AddCall(&builder, "g@two", 1);
  const uint32_t in_one = AddCall(&builder, "f@one", 2);
  const FrameRules rules = Parse("library function f @ two\n");
  FrameTable frames(builder.profile, rules);
  EXPECT_EQ(frames.At(0)[0].rule, nullptr);
  EXPECT_EQ(frames.At(in_two)[0].rule, &rules.rules()[0]);
  EXPECT_EQ(frames.At(in_two)[0].module, "two");
  EXPECT_EQ(frames.At(in_one)[0].rule, nullptr);
}

TEST(FrameTableTest, LocationsMayGetFunctionsThatCameLater) {
  ProfileBuilder builder = OneFunction("f");
  const uint32_t nameless = builder.Frame("+0x10");
  const FrameRules rules = Parse("library function later\n");
  FrameTable frames(builder.profile, rules);
  EXPECT_EQ(frames.At(0)[0].function, "f");
  builder.profile.functions.push_back({"later", "later", "", 0});
  builder.profile.locations[nameless].lines.push_back({1, 0});
  EXPECT_EQ(frames.At(nameless)[0].function, "later");
  EXPECT_EQ(frames.At(nameless)[0].rule, &rules.rules()[0]);
}

TEST(FrameTableTest, WholeNamesAreShownButRulesGoByShortOnes) {
  const ProfileBuilder builder = OneFunction("ns::f(int)");
  FrameRules rules = Parse("library function ns::f\n");
  rules.set_full_names(true);
  FrameTable frames(builder.profile, rules);
  EXPECT_EQ(frames.At(0)[0].function, "ns::f(int)");
  EXPECT_EQ(frames.At(0)[0].rule, &rules.rules()[0]);
}

}  // namespace
}  // namespace leaktrace::report
