#include "report/render/speedscope_json.h"

#include <numeric>
#include <vector>

#include "gtest/gtest.h"
#include "report/render/json_text.h"
#include "tests/report/render/example_stacks.h"

namespace leaktrace::report {
namespace {

TEST(SpeedscopeJson, LosesNoByteOfAnySampleType) {
  const Json json = Json::parse(RenderSpeedscope(ExampleStacks(), "heap"));
  ASSERT_EQ(json["profiles"].size(), 4U);
  const std::vector<int64_t> totals = {300, 3, 600, 6};
  for (size_t i = 0; i < totals.size(); ++i) {
    const auto weights =
        json["profiles"][i]["weights"].get<std::vector<int64_t>>();
    EXPECT_EQ(std::accumulate(weights.begin(), weights.end(), int64_t{0}),
              totals[i]);
    EXPECT_EQ(json["profiles"][i]["endValue"], totals[i]);
    EXPECT_EQ(json["profiles"][i]["samples"].size(), weights.size());
  }
}

TEST(SpeedscopeJson, NamesEveryFrameAlsoThoseWithoutSymbol) {
  const Json json = Json::parse(RenderSpeedscope(ExampleStacks(), "heap"));
  EXPECT_EQ(json["profiles"][0]["samples"][0], Json({3, 1, 0}));
  const Json& frames = json["shared"]["frames"];
  EXPECT_EQ(frames[3]["name"], "app+0x1234");
  EXPECT_EQ(frames[1]["file"], "cache.h");
  EXPECT_EQ(frames[1]["line"], 12);
}

TEST(SpeedscopeJson, SurvivesBytesThatAreNoText) {
  StackView view = ExampleStacks();
  view.frames[0].function = "\xff\xfe";
  EXPECT_NO_THROW(Json::parse(RenderSpeedscope(view, "heap")));
}

}  // namespace
}  // namespace leaktrace::report
