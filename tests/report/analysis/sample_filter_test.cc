// focus, ignore and hide mean what they mean in pprof.
#include "report/analysis/sample_filter.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "report/analysis/owner_grouping.h"
#include "tests/report/analysis/profile_builder.h"

namespace leaktrace::report {
namespace {

using testing::ElementsAre;

Profile ThreeStacks() {
  ProfileBuilder builder;
  builder.Add({"malloc@libc.so.6", "parse", "main"}, 1);
  builder.Add({"malloc@libc.so.6", "Cache::Insert", "main"}, 2);
  builder.Add({"+0x10@libssl.so.3", "connect", "main"}, 4);
  return builder.profile;
}

std::vector<int64_t> BytesAfter(const SampleFilter& filter) {
  Profile profile = ThreeStacks();
  EXPECT_TRUE(ApplyFilter(filter, profile).ok());
  std::vector<int64_t> bytes;
  for (const Sample& sample : profile.samples) {
    bytes.push_back(sample.live_bytes);
  }
  return bytes;
}

TEST(SampleFilterTest, FocusKeepsStacksWithAMatchAnywhere) {
  EXPECT_THAT(BytesAfter({.focus = "Cache::"}), ElementsAre(2));
  EXPECT_THAT(BytesAfter({.focus = "^main$"}), ElementsAre(1, 2, 4));
  EXPECT_THAT(BytesAfter({.focus = "parse|connect"}), ElementsAre(1, 4));
}

TEST(SampleFilterTest, IgnoreDropsThem) {
  EXPECT_THAT(BytesAfter({.ignore = "malloc"}), ElementsAre(4));
  EXPECT_THAT(BytesAfter({.focus = "main", .ignore = "parse"}),
              ElementsAre(2, 4));
}

TEST(SampleFilterTest, ModulesMatchByTheirPath) {
  EXPECT_THAT(BytesAfter({.focus = "libssl"}), ElementsAre(4));
}

TEST(SampleFilterTest, HideTakesFramesOutAndKeepsTheBytes) {
  Profile profile = ThreeStacks();
  ASSERT_TRUE(ApplyFilter({.hide = "malloc|libssl"}, profile).ok());
  EXPECT_EQ(SumOfSamples(profile).live_bytes, 7);
  EXPECT_EQ(profile.samples[0].locations.size(), 2U);
  EXPECT_EQ(profile.samples[2].locations.size(), 2U);
}

TEST(SampleFilterTest, ShowTakesAllOtherFramesOut) {
  Profile profile = ThreeStacks();
  ASSERT_TRUE(ApplyFilter({.show = "main|Cache"}, profile).ok());
  EXPECT_EQ(SumOfSamples(profile).live_bytes, 7);
  EXPECT_EQ(profile.samples[0].locations.size(), 1U);
  EXPECT_EQ(profile.samples[1].locations.size(), 2U);
}

TEST(SampleFilterTest, InlinedFramesAreHiddenOneByOne) {
  Profile profile;
  profile.functions = {{"push_back", "", "", 0}, {"Insert", "", "", 0}};
  profile.locations = {{0x10, kNoMapping, {{0, 1}, {1, 2}}}};
  profile.samples.resize(1);
  profile.samples[0].locations = {0};
  ASSERT_TRUE(ApplyFilter({.hide = "push_back"}, profile).ok());
  ASSERT_EQ(profile.samples.size(), 1U);
  EXPECT_THAT(profile.locations[0].lines, ElementsAre(Line{1, 2}));
}

TEST(SampleFilterTest, ProfileMayGrowUnderIt) {
  ProfileBuilder builder;
  builder.Add({"parse", "main"}, 1);
  absl::StatusOr<StackFilter> filter =
      StackFilter::Compile({.focus = "Cache::", .hide = "main"});
  ASSERT_TRUE(filter.ok());
  filter->Prepare(builder.profile);
  builder.Add({"Cache::Insert@libcache.so", "main"}, 2);
  filter->Prepare(builder.profile);
  EXPECT_FALSE(filter->Keep(builder.profile.samples[0]));
  EXPECT_TRUE(filter->Keep(builder.profile.samples[1]));
  EXPECT_EQ(builder.profile.samples[1].locations.size(), 1U);
}

TEST(SampleFilterTest, StackWithNothingLeftIsDropped) {
  Profile profile = ThreeStacks();
  ASSERT_TRUE(ApplyFilter({.hide = "malloc|parse|main"}, profile).ok());
  EXPECT_EQ(profile.samples.size(), 2U);
}

TEST(SampleFilterTest, BadExpressionIsQuoted) {
  Profile profile = ThreeStacks();
  const absl::Status status = ApplyFilter({.focus = "(["}, profile);
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_NE(status.message().find("'(['"), std::string::npos);
  EXPECT_EQ(profile.samples.size(), 3U);
}

}  // namespace
}  // namespace leaktrace::report
