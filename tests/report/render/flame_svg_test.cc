#include "report/render/flame_svg.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/report/render/example_stacks.h"

namespace leaktrace::report {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr size_t kAllocSpaceType = 1;

TEST(FlameSvg, ShowsWholeAndParts) {
  const std::string svg =
      RenderFlameSvg(ExampleStacks(), kAllocSpaceType, "heap");
  EXPECT_THAT(svg, HasSubstr("<title>all: 600 B, 100 %</title>"));
  EXPECT_THAT(svg,
              HasSubstr("<title>Cache&lt;Key, Value&gt;::Add: 400 B, 67 %, "
                        "app</title>"));
}

TEST(FlameSvg, NamesAreTextWhateverTheyContain) {
  const std::string svg =
      RenderFlameSvg(ExampleStacks(), kAllocSpaceType, "<script>\x01");
  EXPECT_THAT(svg, HasSubstr("&lt;/script&gt;;&amp;&quot;&#39;"));
  EXPECT_THAT(svg, Not(HasSubstr("<script")));
  EXPECT_THAT(svg, Not(HasSubstr("</script")));
  EXPECT_THAT(svg, Not(HasSubstr("\x01")));
}

TEST(FlameSvg, AnEmptyHeapIsAPicture) {
  EXPECT_THAT(RenderFlameSvg(StackView{}, kInuseSpaceType, "empty"),
              HasSubstr("<title>all: 0 B"));
}

}  // namespace
}  // namespace leaktrace::report
