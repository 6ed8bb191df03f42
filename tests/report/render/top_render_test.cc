// Golden tests of `top`, and its order.
#include "report/render/top_render.h"

#include <string>

#include "gtest/gtest.h"
#include "tests/report/render/golden.h"

namespace leaktrace::report {
namespace {

TopView View() {
  TopView view;
  view.source = "000042.pb";
  view.total = {30, 3000, 3, 300};
  view.rows = {{"main", "app", {0, 0, 0, 0}, {30, 3000, 3, 300}},
               {"b", "app", {10, 1000, 1, 100}, {10, 1000, 1, 100}},
               {"a", "app", {10, 1000, 1, 100}, {10, 1000, 1, 100}},
               {"c", "libc.so", {10, 1000, 1, 100}, {20, 2000, 2, 200}}};
  return view;
}

TEST(TopTextTest, SortsByFlatThenCumulativeThenName) {
  ExpectGolden("top_flat.txt", RenderTopText(View(), 10, {}));
}

TEST(TopTextTest, SortsByCumulative) {
  TopView view = View();
  view.by_cumulative = true;
  ExpectGolden("top_cumulative.txt", RenderTopText(view, 2, {}));
}

TEST(TopTextTest, ShowsObjects) {
  TopView view = View();
  view.sample_type = 0;
  ExpectGolden("top_objects.txt", RenderTopText(view, 10, {}));
}

TEST(TopTextTest, SurvivesAnEmptyProfile) {
  EXPECT_EQ(RenderTopText({}, 10, {}).substr(0, 21), "inuse_space: 0 B in t");
}

TEST(TopJsonTest, HasTotalsAndAllRows) {
  ExpectGolden("top.json", RenderTopJson(View()));
}

}  // namespace
}  // namespace leaktrace::report
