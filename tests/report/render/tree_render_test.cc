// Golden tests of `tree`.
#include "report/render/tree_render.h"

#include <string>

#include "gtest/gtest.h"
#include "tests/report/render/golden.h"

namespace leaktrace::report {
namespace {

SampleValues Bytes(int64_t bytes) { return {0, 0, 1, bytes}; }

TreeView View() {
  TreeView view;
  view.source = "000042.pb";
  view.rows = {{"", "", {}, Bytes(1000), {1}},
               {"main", "app", {}, Bytes(1000), {2, 3, 4, 5}},
               {"tiny1", "app", Bytes(4), Bytes(4), {}},
               {"load", "app", Bytes(600), Bytes(600), {}},
               {"tiny2", "app", Bytes(6), Bytes(6), {}},
               {"app+0x10", "app", Bytes(390), Bytes(390), {}}};
  return view;
}

TEST(TreeTextTest, SortsAndFolds) {
  ExpectGolden("tree.txt", RenderTreeText(View(), {}));
}

TEST(TreeTextTest, SurvivesVeryDeepStacks) {
  TreeView view;
  view.rows.push_back({"", "", {}, Bytes(1), {}});
  for (uint32_t i = 1; i < 20000; ++i) {
    view.rows.push_back({"f", "app", {}, Bytes(1), {}});
    view.rows[i - 1].children.push_back(i);
  }
  EXPECT_GT(RenderTreeText(view, {}).size(), 20000U);
}

TEST(TreeJsonTest, RefersToChildrenByIndex) {
  ExpectGolden("tree.json", RenderTreeJson(View()));
}

}  // namespace
}  // namespace leaktrace::report
