#include "report/render/index_html.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace leaktrace::report {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(IndexHtml, HostileNamesStayText) {
  const std::string html =
      RenderIndexHtml("<b>", {{"\"><img src=x onerror='a()'>", 3, 65}});
  EXPECT_THAT(html, Not(HasSubstr("<img")));
  EXPECT_THAT(html, Not(HasSubstr("<b>")));
  EXPECT_THAT(html, HasSubstr("href=\"series/%22%3E%3Cimg%20src%3Dx"));
  EXPECT_THAT(html, HasSubstr("1 min 5 s ago"));
}

TEST(IndexHtml, SaysHowToBegin) {
  EXPECT_THAT(RenderIndexHtml("d", {}), HasSubstr("leaktrace run"));
}

TEST(UrlSegment, EscapesAllButUnreservedBytes) {
  EXPECT_EQ(UrlSegment("a-b_c.d~1/é?"), "a-b_c.d~1%2F%C3%A9%3F");
}

}  // namespace
}  // namespace leaktrace::report
