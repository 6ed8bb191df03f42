#include "report/render/page_json.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "report/render/json_text.h"
#include "report/render/page_html.h"
#include "tests/report/render/example_stacks.h"

namespace leaktrace::report {
namespace {

using testing::HasSubstr;
using testing::Not;

PageView ExamplePage() {
  PageView page;
  page.report.executable = "<img src=x>";
  page.report.owners.resize(1);
  page.report.owners[0].name = "</script><script>alert(1)</script>&amp;";
  page.points.resize(1);
  page.moments = {0};
  page.stacks = ExampleStacks();
  page.stack_owners = {0, 1};
  return page;
}

TEST(PageJson, NoNameEndsTheElementAroundIt) {
  const std::string json = RenderPageJson(ExamplePage());
  EXPECT_THAT(json, Not(HasSubstr("<")));
  EXPECT_THAT(json, Not(HasSubstr(">")));
  EXPECT_THAT(json, Not(HasSubstr("&")));
  EXPECT_EQ(Json::parse(json)["report"]["owners"][0]["name"],
            "</script><script>alert(1)</script>&amp;");
}

TEST(PageJson, StacksReferToFramesAndStrings) {
  const Json json = Json::parse(RenderPageJson(ExamplePage()));
  const Json& stack = json["stacks"][0];
  EXPECT_EQ(stack[0], Json({0, 1, 3}));
  EXPECT_EQ(stack[4], Json({300}));
  EXPECT_EQ(stack[5], Json({400}));
  const Json& frame = json["frames"][1];
  EXPECT_EQ(json["strings"][frame[0].get<size_t>()], "Cache<Key, Value>::Add");
}

TEST(PageJson, MemoryThatIsNotKnownIsNull) {
  const Json json = Json::parse(RenderPageJson(ExamplePage()));
  EXPECT_TRUE(json["points"][0][4].is_null());
}

TEST(PageHtml, MarkersInTheDataAreData) {
  if (!HasPage()) GTEST_SKIP() << "built without Node.js";
  const std::string page =
      RenderPageHtml("\"@LEAKTRACE_DATA@ @LEAKTRACE_LIVE@\"", true);
  EXPECT_THAT(page, HasSubstr(">\"@LEAKTRACE_DATA@ @LEAKTRACE_LIVE@\"<"));
  EXPECT_THAT(page, HasSubstr("data-live=\"1\""));
  EXPECT_LT(page.size(), 2U << 20);
}

}  // namespace
}  // namespace leaktrace::report
